using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>Models that come and go while many threads call them.</summary>
public sealed class ManyModelsTests : IDisposable
{
    private const int Threads = 8;
    private const int Models = 50;
    private const int CallsPerThread = 400;
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ModelsThatAreUnloadedAndLoadedAllTheTime_LoseNothing()
    {
        var learned = new int[Models];
        var predicted = new int[Models];
        var labelled = new int[Models];
        var wide = JsonElement.Parse("{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"feature {i}\":1")) + "}");
        var unloads = 0;
        await using (var service = new ServiceInFolder(_folder, Configure))
        {
            for (var i = 0; i < Models; i++)
            {
                // Wide enough that only some of them fit into the least budget.
                await service.Client.CreateModelAsync("regression", Spec, NameOf(i));
                await service.Client.LearnAsync(new LearnRequest(NameOf(i), wide, JsonValues.Value(1.0)));
                await service.Client.SaveModelAsync(NameOf(i));
                learned[i]++;
            }

            using var ending = new CancellationTokenSource();
            var keeping = MaintainAsync();
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => CallAsync(service.Client, thread))));
            await ending.CancelAsync();
            await keeping;
            Assert.True(unloads > 0, "No model was unloaded.");
            await CheckAsync(service.Client);

            async Task MaintainAsync()
            {
                while (!ending.IsCancellationRequested)
                {
                    await service.Host.MaintainAsync(CancellationToken.None);
                    unloads += service.Host.LoadedModels < Models ? 1 : 0;
                    await Task.Yield();
                }
            }
        }

        await using var restarted = new ServiceInFolder(_folder, Configure);
        await CheckAsync(restarted.Client);

        async Task CallAsync(InProcessClient client, int thread)
        {
            var random = new Random(thread);
            for (var i = 0; i < CallsPerThread; i++)
            {
                var model = random.Next(Models);
                if (random.Next(2) == 0)
                {
                    await client.LearnAsync(Learn(NameOf(model), i, i));
                    Interlocked.Increment(ref learned[model]);
                    continue;
                }

                var answer = await client.PredictAsync(Predict(NameOf(model), i));
                Interlocked.Increment(ref predicted[model]);
                if (random.Next(3) > 0)
                {
                    await client.LabelAsync(Label(NameOf(model), answer.Identifier!, i));
                    Interlocked.Increment(ref labelled[model]);
                }
            }
        }

        async Task CheckAsync(InProcessClient client)
        {
            for (var i = 0; i < Models; i++)
            {
                var status = await client.GetStatusAsync(NameOf(i));
                Assert.Equal(learned[i] + predicted[i] + labelled[i], status.Position);
                Assert.Equal((predicted[i] - labelled[i], (long)labelled[i]), (status.Waiting, status.Labels.Labelled));
                var stats = await client.GetStatsAsync(NameOf(i));
                Assert.Equal((predicted[i], learned[i] + labelled[i]), (stats.Predict.Calls, stats.Learn.Calls));
                Assert.Empty(status.Faults);
            }
        }

        static void Configure(OnlineMlServingOptions options) => options.Memory.MemoryBudget = 1024 * 1024;
    }

    [Fact]
    public async Task ModelsThatAreDeletedAndCreatedAgainDuringCalls_RefuseOrAnswerAndNothingElse()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", Spec, "m");
        var done = 0;
        var refused = new ConcurrentDictionary<RefusalKind, int>();
        using var ending = new CancellationTokenSource();
        var calling = Enumerable.Range(0, Threads).Select(thread => Task.Run(() => CallAsync(thread))).ToArray();
        for (var i = 0; i < 100; i++)
        {
            var before = Volatile.Read(ref done) + refused.Values.Sum();
            await service.Client.DeleteModelAsync("m");
            await service.Client.CreateModelAsync("regression", Spec, "m");
            while (Volatile.Read(ref done) + refused.Values.Sum() < before + 20 && !Array.Exists(calling, call => call.IsFaulted))
            {
                await Task.Yield();
            }
        }

        await ending.CancelAsync();
        await Task.WhenAll(calling);
        Assert.True(done > 0);
        Assert.All(refused.Keys, kind => Assert.True(kind is RefusalKind.ModelNotFound or RefusalKind.BadRequest, kind.ToString()));

        async Task CallAsync(int thread)
        {
            var random = new Random(thread);
            for (var i = 0; !ending.IsCancellationRequested; i++)
            {
                try
                {
                    await (random.Next(5) switch
                    {
                        0 => service.Client.LearnAsync(Learn("m", i, i)),
                        1 => service.Client.LabelAsync(Label("m", (await service.Client.PredictAsync(Predict("m", i))).Identifier!, i)),
                        2 => service.Client.GetStatusAsync("m"),
                        3 => service.Client.SaveModelAsync("m"),
                        _ => service.Client.GetMetricsAsync("m"),
                    });
                    Interlocked.Increment(ref done);
                }
                catch (OnlineMlException refusal)
                {
                    refused.AddOrUpdate(refusal.Kind, 1, (_, count) => count + 1);
                }
            }
        }
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"model-{number}");
}
