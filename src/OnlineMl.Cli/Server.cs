using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OnlineMl.Cli.Output;
using OnlineMl.Serving;

namespace OnlineMl.Cli;

/// <summary>The web application behind <c>onlineml serve</c>.</summary>
internal static class Server
{
    private const string ConnectionSetting = "Kestrel:Limits:MaxConcurrentConnections";

    /// <summary>Serves until the process is told to end.</summary>
    /// <param name="urls">The addresses to listen on; null for those of the environment.</param>
    /// <param name="maxConnections">How many connections there may be; null for what the configuration says, or else for what the process can take.</param>
    /// <param name="showsMetrics">Whether there is <c>GET /metrics</c>; null when there is while only this machine can reach the server.</param>
    /// <param name="settings">What overrides the configuration and the environment.</param>
    /// <returns>The models that could not be saved at the end.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string? urls, long? maxConnections, bool? showsMetrics, IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls.Split(';'));
        }

        Quieten(builder);
        var connections = maxConnections ?? builder.Configuration.GetValue<long?>(ConnectionSetting) ?? ConnectionLimit.OfProcess();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = connections;
        });
        var onlineMl = builder.Services.AddOnlineMl();
        if (builder.Configuration.GetSection("OnlineMl:Redis").Exists())
        {
            onlineMl.UseRedis();
        }

        ServedMetrics.Add(builder, showsMetrics);

        // Log lines are written by a thread of their own, and the last ones only where the application is disposed of.
        await using var app = builder.Build();
        app.MapOnlineMl();
        ServedMetrics.Map(app, showsMetrics);

        // The host itself waits for signals, and gives everything its time to end.
        await app.StartAsync();
        await app.WaitForShutdownAsync();
        return app.Services.GetRequiredService<ModelHost>().UnsavedModels;
    }

    /// <summary>Lets the log tell what an operator should know. What the configuration says of it counts more.</summary>
    private static void Quieten(WebApplicationBuilder builder)
    {
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                // Eight lines for each request otherwise, with the addresses that callers chose.
                new("Logging:LogLevel:Microsoft.AspNetCore", nameof(LogLevel.Warning)),
                new("Logging:Console:FormatterName", ServerLog.FormatterName),
            ],
        });
        builder.Logging.AddConsoleFormatter<ServerLog, ConsoleFormatterOptions>();

        // A pipe that nobody reads must not hold up calls.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
    }
}
