using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.CrashTest;

/// <summary>The server that is killed: an ordinary one, but with snapshots and files of the log so small that it is always busy with
/// them, and memory so scarce that models come and go.</summary>
internal static class KilledServer
{
    public const int RememberedPredictions = 1000;
    public const int IdempotencyKeys = 2000;
    public const string Ready = "ready at ";

    public static FileModelStoreOptions Files { get; } = new()
    {
        Durability = Durability.Fsync,
        SegmentBytes = 4096,
        WriterThreads = 2,
        Retention = LogRetention.All,
    };

    public static async Task RunAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IModelStore>(services => new FileModelStore(folder, Files, null, services.GetRequiredService<ILogger<FileModelStore>>()));
        builder.Services.AddOnlineMl()
            .Configure<OnlineMlStorageOptions>(options => (options.SnapshotInterval, options.SnapshotEvents) = (TimeSpan.FromMilliseconds(50), 100))
            .Configure<OnlineMlMemoryOptions>(options => (options.MemoryBudget, options.MaxModelBytes) = (1024 * 1024, 64 * 1024 * 1024))
            .Configure<OnlineMlCallOptions>(options => (options.RememberedPredictions, options.IdempotencyKeys) = (RememberedPredictions, IdempotencyKeys));
        var app = builder.Build();
        app.MapOnlineMl();
        await app.StartAsync();
        Console.WriteLine(Ready + app.Urls.First());
        await app.WaitForShutdownAsync();
    }
}
