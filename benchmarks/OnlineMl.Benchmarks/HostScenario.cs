using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Randomness;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Benchmarks;

/// <summary>Calls on a served model in the same process: the cost of the host without the web.</summary>
public sealed class HostScenario : IScenario
{
    private const int Calls = 200_000;
    private const int Window = 1024;

    private readonly byte[][] _features = MakeFeatures();

    /// <inheritdoc/>
    public string Name => "host";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        MeasureAsync("memory", null, Durability.None).GetAwaiter().GetResult();
        foreach (var durability in Enum.GetValues<Durability>())
        {
            var folder = Directory.CreateTempSubdirectory("onlineml-bench-").FullName;
            MeasureAsync(durability.ToString(), folder, durability).GetAwaiter().GetResult();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task MeasureAsync(string name, string? folder, Durability durability)
    {
        var services = new ServiceCollection().AddLogging().AddOnlineMlServing()
            .Configure<OnlineMlStorageOptions>(options => (options.StoragePath, options.Durability) = (folder, durability))
            .Configure<OnlineMlCallOptions>(options => options.GenerateIdentifiers = false)
            .Services.BuildServiceProvider();
        await using (services.ConfigureAwait(false))
        {
            var host = services.GetRequiredService<ModelHost>();
            await services.GetRequiredService<InProcessClient>().CreateModelAsync("binary", """["StandardScaler", "LogisticRegression"]""", "m").ConfigureAwait(false);
            for (var round = 0; round < 4; round++)
            {
                var learn = await LearnAsync(host).ConfigureAwait(false);
                var predict = await PredictAsync(host).ConfigureAwait(false);
                if (round == 3)
                {
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{name,-16} learn {Calls / learn.TotalSeconds / 1e3,8:f0} k/s   predict {Calls / predict.TotalSeconds / 1e3,8:f0} k/s"));
                }
            }
        }
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Each task leaves the queue once, to be awaited.")]
    private async Task<TimeSpan> LearnAsync(ModelHost host)
    {
        var start = Stopwatch.GetTimestamp();
        var window = new Queue<ValueTask>(Window);
        for (var i = 0; i < Calls; i++)
        {
            if (window.Count == Window)
            {
                await window.Dequeue().ConfigureAwait(false);
            }

            window.Enqueue(host.Calls.LearnAsync(new ModelCall { Model = "m", Features = _features[i % _features.Length], GroundTruth = i % 3 == 0 ? "true"u8 : "false"u8 }));
        }

        while (window.TryDequeue(out var call))
        {
            await call.ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private async Task<TimeSpan> PredictAsync(ModelHost host)
    {
        var start = Stopwatch.GetTimestamp();
        var prediction = new ArrayBufferWriter<byte>(256);
        for (var i = 0; i < Calls; i++)
        {
            prediction.ResetWrittenCount();
            await host.Calls.PredictAsync(new ModelCall { Model = "m", Features = _features[i % _features.Length] }, prediction).ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static byte[][] MakeFeatures()
    {
        var random = new RandomSource(1);
        return [.. Enumerable.Range(0, 1000).Select(_ => Encoding.UTF8.GetBytes(
            "{" + string.Join(", ", Enumerable.Range(0, 9).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"feature_{i}\": {random.NextDouble():f4}"))) + "}"))];
    }
}
