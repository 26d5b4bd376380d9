using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Cluster;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>A further server of the cluster, as a process.</summary>
internal sealed class OtherServer : IDisposable
{
    private const string Listening = "Listening on ";

    private readonly Process _process;

    private OtherServer(Process process, Uri address) => (_process, View) = (process, new ServerView(address));

    public ServerView View { get; }

    /// <summary>The processor time that it has taken.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Makes a server as both are. It keeps a copy of one model.</summary>
    public static WebApplication Build(string redis, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOnlineMl()
            .UseRedis(redis)
            .UseCluster(options =>
            {
                (options.ClusterId, options.Port, options.Address) = ("benchmark", port, "127.0.0.1");
                (options.MaxLag, options.KeepForeignFor) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
                options.Copy(CallCosts.Copied, CopyMode.All);
            })
            .Configure<OnlineMlCallOptions>(options => options.GenerateIdentifiers = false)
            .Configure<OnlineMlStorageOptions>(options => options.Durability = Durability.OperatingSystem);
        var app = builder.Build();
        app.MapOnlineMl();
        app.MapPost("stream/{model}/{seconds:double}", (string model, double seconds, ModelHost host) => Streams.RunAsync(host, model, TimeSpan.FromSeconds(seconds)));
        return app;
    }

    public static async Task RunAsync(string redis, int port)
    {
        await using var app = Build(redis, port);
        await app.StartAsync();
        Console.WriteLine(Listening + app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    public static async Task<OtherServer> StartAsync(string redis)
    {
        var port = LocalRedis.FindPort().ToString(CultureInfo.InvariantCulture);
        var program = Path.Combine(AppContext.BaseDirectory, "OnlineMl.ClusterBenchmarks.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "server", redis, port]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The other server does not start.");
        return new OtherServer(process, new Uri(line[Listening.Length..]));
    }

    public void Dispose()
    {
        View.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
