using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Client;
using OnlineMl.Contracts;
using OnlineMl.Randomness;
using OnlineMl.Serving;

namespace OnlineMl.Benchmarks;

/// <summary>Calls of the typed client on a server in the same process, as JSON and as MessagePack: what the forms of the wire cost both ends together.</summary>
public sealed class WireScenario : IScenario
{
    private const int Calls = 10_000;
    private const int Lines = 100_000;

    private readonly Dictionary<string, object?>[] _features = MakeFeatures();

    /// <inheritdoc/>
    public string Name => "wire";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches) => RunAsync().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOnlineMl().Configure<OnlineMlCallOptions>(options => options.GenerateIdentifiers = false);
        var app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            app.MapOnlineMl();
            await app.StartAsync().ConfigureAwait(false);
            await MeasureAsync("JSON", app.Urls.First(), isPacked: false).ConfigureAwait(false);
            await MeasureAsync("MessagePack", app.Urls.First(), isPacked: true).ConfigureAwait(false);
            await app.StopAsync().ConfigureAwait(false);
        }
    }

    private async Task MeasureAsync(string form, string address, bool isPacked)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address + "/api/") };
        var client = new OnlineMlHttpClient(http, new OnlineMlClientOptions { UseMessagePack = isPacked });
        await client.CreateModelAsync(Flavor.Binary, """["StandardScaler", "LogisticRegression"]""", form).ConfigureAwait(false);
        for (var round = 0; round < 4; round++)
        {
            var learn = await TimeAsync(() => EachAsync(i => client.LearnAsync(form, _features[i % _features.Length], i % 3 == 0))).ConfigureAwait(false);
            var predict = await TimeAsync(() => EachAsync(i => client.PredictAsync(form, _features[i % _features.Length]))).ConfigureAwait(false);
            var batch = await TimeAsync(() => BatchAsync(client, form)).ConfigureAwait(false);
            if (round == 3)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{form,-16} learn {Calls / learn.TotalSeconds / 1e3,8:f1} k/s   predict {Calls / predict.TotalSeconds / 1e3,8:f1} k/s   learn/batch {Lines / batch.TotalSeconds / 1e3,8:f0} k/s"));
            }
        }
    }

    private static Task EachAsync(Func<int, Task> call) => Parallel.ForEachAsync(
        Enumerable.Range(0, Calls),
        new ParallelOptions { MaxDegreeOfParallelism = 64 },
        async (i, _) => await call(i).ConfigureAwait(false));

    private async Task BatchAsync(OnlineMlHttpClient client, string model)
    {
        await foreach (var answer in client.LearnManyAsync(MakeRequestsAsync(model)).ConfigureAwait(false))
        {
            if (answer.Message is { } message)
            {
                throw new InvalidOperationException(message);
            }
        }
    }

    private async IAsyncEnumerable<LearnRequest> MakeRequestsAsync(string model)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        for (var i = 0; i < Lines; i++)
        {
            yield return new LearnRequest(model, JsonValues.Features(_features[i % _features.Length]), JsonValues.Value(i % 3 == 0));
        }
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run().ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start);
    }

    private static Dictionary<string, object?>[] MakeFeatures()
    {
        var random = new RandomSource(1);
        return [.. Enumerable.Range(0, 1000).Select(_ => Enumerable.Range(0, 9).ToDictionary(
            i => string.Create(CultureInfo.InvariantCulture, $"feature_{i}"), _ => (object?)random.NextDouble(), StringComparer.Ordinal))];
    }
}
