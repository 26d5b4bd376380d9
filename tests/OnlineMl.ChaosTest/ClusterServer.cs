using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Cluster;
using OnlineMl.Cluster.Routing;
using OnlineMl.Cluster.Silo;
using OnlineMl.Redis.Storage;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using Orleans.Runtime;

namespace OnlineMl.ChaosTest;

/// <summary>One of the servers that are killed, as a process.</summary>
public static class ClusterServer
{
    /// <summary>What a server writes when it takes calls, before its address.</summary>
    public const string Listening = "Listening on ";

    /// <summary>Tells a server to append wherever the log ends, as if no other could have been faster.</summary>
    public const string WithoutFence = "--without-fence";

    /// <summary>Tells a server to keep copies of all models, for predictions without identifiers.</summary>
    public const string WithCopies = "--copies";

    /// <summary>Tells a server the address at which it takes calls, which comes behind it; otherwise that of the machine for itself.</summary>
    public const string CallsAt = "--calls-at";

    /// <summary>Tells a server the address at which others reach it, which comes behind it; otherwise that of the machine for itself.</summary>
    public const string PeersAt = "--peers-at";

    private const string Loopback = "127.0.0.1";

    /// <summary>Which build of the servers this is.</summary>
    public static string Build { get; } = typeof(BackgroundSilo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Serves until the process is told to end.</summary>
    /// <param name="redis">Where Redis is.</param>
    /// <param name="port">The port for the other servers.</param>
    /// <param name="options">Of those above.</param>
    public static async Task RunAsync(string redis, int port, IReadOnlyList<string> options)
    {
        var hasCopies = options.Contains(WithCopies, StringComparer.Ordinal);
        if (options.Contains(WithoutFence, StringComparer.Ordinal))
        {
            RedisScript.Append = RedisScript.Append.Replace("if at < last then", "if false then", StringComparison.Ordinal)
                .Replace("meta[4] ~= ARGV[4]", "false", StringComparison.Ordinal);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://{ValueOf(CallsAt, options)}:0");
        builder.Services.AddOnlineMl()
            .UseRedis(redis, o => o.MaxWait = TimeSpan.FromSeconds(1))
            .UseCluster(o => (o.ClusterId, o.Port, o.Address) = ("chaos", port, ValueOf(PeersAt, options)))
            .Configure<OnlineMlClusterOptions>(o => o.Copies = hasCopies ? CopyMode.All : CopyMode.None)
            .Configure<OnlineMlCallOptions>(o => o.GenerateIdentifiers = !hasCopies)
            .Configure<OnlineMlStorageOptions>(o => (o.Durability, o.RetainAllEvents) = (Durability.OperatingSystem, true));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
        await using var app = builder.Build();
        app.MapOnlineMl();
        app.MapGet("/build", () => Build);
        app.MapGet("/joined", (BackgroundSilo silo) => silo.IsReady);
        app.MapGet("/active", (ISiloStatusOracle silos) => silos.GetApproximateSiloStatuses(onlyActive: true).Count);
        app.MapGet("/owned", (OwnedModels owned) => owned.Names);
        app.MapGet("/loaded", (ModelHost host) => host.LoadedModels);
        app.MapGet("/hash/{model}", async (string model, ModelHost host, HttpContext context) =>
        {
            var (position, hash) = await host.ReadStateHashAsync(model, context.RequestAborted);
            return string.Create(CultureInfo.InvariantCulture, $"{position} {hash}");
        });
        await app.StartAsync();
        Console.WriteLine(Listening + app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    private static string ValueOf(string option, IReadOnlyList<string> options) =>
        options.SkipWhile(one => one != option).Skip(1).FirstOrDefault() ?? Loopback;
}
