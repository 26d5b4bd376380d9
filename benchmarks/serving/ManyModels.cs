using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Randomness;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.ServingBenchmarks;

/// <summary>Many small models under a memory budget that holds only some of them: what the process takes, and what calls at random cost.</summary>
internal static class ManyModels
{
    private const int Learns = 20;
    private const int Calls = 20_000;

    public static async Task RunAsync(int models, int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-bench-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddOnlineMlServing()
            .UseFiles(folder, options => options.Durability = Durability.OperatingSystem)
            .Configure<OnlineMlMemoryOptions>(options => options.MemoryBudget = megabytes * 1024L * 1024)
            .Configure<OnlineMlLimitOptions>(options => options.MaxModels = models);
        using (var app = builder.Build())
        {
            await app.StartAsync();
            var host = app.Services.GetRequiredService<ModelHost>();
            var client = app.Services.GetRequiredService<InProcessClient>();
            var random = new RandomSource(1);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < models; i++)
            {
                await client.CreateModelAsync(Example.Flavor, Example.Spec, NameOf(i));
                for (var j = 0; j < Learns; j++)
                {
                    await LearnAsync(host, NameOf(i), random);
                }
            }

            Report($"{models} models created and taught {Learns} examples each", start, host);
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Calls; i++)
            {
                await LearnAsync(host, NameOf((int)(random.NextDouble() * models)), random);
            }

            Report($"{Calls} examples to models at random", start, host);
            await app.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"model-{number}");

    private static ValueTask LearnAsync(ModelHost host, string name, RandomSource random) => host.Calls.LearnAsync(new ModelCall
    {
        Model = name,
        Features = Encoding.UTF8.GetBytes(Example.Features(random)),
        GroundTruth = random.NextDouble() < 0.5 ? "true"u8 : "false"u8,
    });

    private static void Report(string what, long start, ModelHost host) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:f1} s, {host.LoadedModels} loaded, {GC.GetTotalMemory(forceFullCollection: true) / 1e6:f0} MB managed, {Environment.WorkingSet / 1e6:f0} MB working set"));
}
