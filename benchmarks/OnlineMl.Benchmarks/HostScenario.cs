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
    private const int Remembered = 5_000;
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
                var learn = await TeachAsync(Calls, i => host.Calls.LearnAsync(new ModelCall { Model = "m", Features = FeaturesOf(i), GroundTruth = TruthOf(i) })).ConfigureAwait(false);
                var predict = await PredictAsync(host).ConfigureAwait(false);
                var label = await LabelAsync(host).ConfigureAwait(false);
                if (round == 3)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} learn {Rate(learn),8:f0} k/s   predict {Rate(predict),8:f0} k/s   label {Rate(label),8:f0} k/s"));
                }
            }
        }
    }

    private static double Rate(TimeSpan taken) => Calls / taken.TotalSeconds / 1e3;

    private static ReadOnlySpan<byte> TruthOf(int i) => i % 3 == 0 ? "true"u8 : "false"u8;

    private ReadOnlySpan<byte> FeaturesOf(int i) => _features[i % _features.Length];

    [SuppressMessage("Reliability", "CA2012", Justification = "Each task leaves the queue once, to be awaited.")]
    private static async Task<TimeSpan> TeachAsync(int calls, Func<int, ValueTask> call)
    {
        var start = Stopwatch.GetTimestamp();
        var window = new Queue<ValueTask>(Window);
        for (var i = 0; i < calls; i++)
        {
            if (window.Count == Window)
            {
                await window.Dequeue().ConfigureAwait(false);
            }

            window.Enqueue(call(i));
        }

        while (window.TryDequeue(out var left))
        {
            await left.ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    // The predictions are remembered before, and not measured.
    private async Task<TimeSpan> LabelAsync(ModelHost host)
    {
        var taken = TimeSpan.Zero;
        for (var done = 0; done < Calls; done += Remembered)
        {
            var identifiers = Enumerable.Range(done, Remembered).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();
            await TeachAsync(Remembered, i => RememberAsync(
                host.Calls.PredictAsync(new ModelCall { Model = "m", Features = FeaturesOf(i), Identifier = identifiers[i] }, new ArrayBufferWriter<byte>(256)))).ConfigureAwait(false);
            taken += await TeachAsync(Remembered, i => host.Calls.LabelAsync(new ModelCall { Model = "m", Identifier = identifiers[i], GroundTruth = TruthOf(i) })).ConfigureAwait(false);
        }

        return taken;

        static async ValueTask RememberAsync(ValueTask<string?> predicting) => await predicting.ConfigureAwait(false);
    }

    private async Task<TimeSpan> PredictAsync(ModelHost host)
    {
        var start = Stopwatch.GetTimestamp();
        var prediction = new ArrayBufferWriter<byte>(256);
        for (var i = 0; i < Calls; i++)
        {
            prediction.ResetWrittenCount();
            await host.Calls.PredictAsync(new ModelCall { Model = "m", Features = FeaturesOf(i) }, prediction).ConfigureAwait(false);
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
