using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Tests.Storage.Files;
using static OnlineMl.Durability.Tests.RunningServer;

namespace OnlineMl.Durability.Tests;

/// <summary>Many callers of one model, in its process and over HTTP.</summary>
public class ConcurrencyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Predictions_NeverSeeHalfAnUpdate(bool overHttp)
    {
        const int Learns = 500;
        const int Predictions = 200;
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(onlineMl => onlineMl
            .UseFiles(folder.Path)
            .Configure<OnlineMlCallOptions>(options => options.GenerateIdentifiers = false));
        var client = server.Client(overHttp);
        await client.CreateModelAsync("regression", "\"Twins\"", "m");
        var learned = 0;
        var busy = 4;
        var reading = Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            var seen = new List<double>();
            try
            {
                while (seen.Count < Predictions || Volatile.Read(ref learned) < Learns)
                {
                    // Every other reader's predictions are kept, so that they are events themselves.
                    var identifier = reader % 2 == 0 ? null : $"{reader}-{seen.Count}";
                    seen.Add(identifier is null
                        ? await PeekAsync(server, overHttp)
                        : (await client.PredictAsync(new PredictRequest("m", Example(1), identifier))).Prediction.GetDouble());
                    await Task.Yield();
                }
            }
            finally
            {
                Interlocked.Decrement(ref busy);
            }

            return seen;
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref busy) > 0)
            {
                await client.LearnAsync(new LearnRequest("m", Example(1), JsonValues.Value(1.0)));
                Interlocked.Increment(ref learned);
                await Task.Yield();
            }
        })));
        foreach (var seen in await Task.WhenAll(reading))
        {
            Assert.DoesNotContain(TwinsRegressor.Torn, seen);
            Assert.Equal(seen.Order(), seen);
        }

        Assert.Equal(learned, (await client.PredictAsync(new PredictRequest("m", Example(1)))).Prediction.GetDouble());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prediction_ThatComesInTheMiddleOfAnUpdate_SeesAllOfIt(bool overHttp)
    {
        const int Updates = 20;
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(onlineMl => onlineMl
            .UseFiles(folder.Path)
            .Configure<OnlineMlCallOptions>(options => (options.GenerateIdentifiers, options.BusyAfter) = (false, TimeSpan.FromMinutes(5))));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var client = server.Client(overHttp);
        await client.CreateModelAsync("regression", "\"Twins\"", "m");
        for (var update = 1; update <= Updates; update++)
        {
            var held = TwinsRegressor.HoldNext();
            try
            {
                var learning = Task.Run(() => client.LearnAsync(new LearnRequest("m", Example(1), JsonValues.Value(1.0))), limit.Token);
                await held.Halfway.WaitAsync(limit.Token);
                var predicting = Task.Run(() => PeekAsync(server, overHttp), limit.Token);

                // One that does not wait for the update is answered meanwhile.
                await Task.WhenAny(predicting, Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token));
                held.Release();
                Assert.Equal(update, await predicting.WaitAsync(limit.Token));
                await learning.WaitAsync(limit.Token);
            }
            finally
            {
                held.Release();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryListener_HearsEveryEventInTheSameOrder(bool overHttp)
    {
        const int Writers = 4;
        const int Events = 300;
        await using var server = await StartAsync(onlineMl => onlineMl.Configure<OnlineMlStreamOptions>(options => options.ListenerCapacity = 10_000));
        var client = server.Client(overHttp);
        await client.CreateModelAsync("regression", "\"Twins\"", "m");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var heard = Enumerable.Range(0, 3).Select(_ => ListenAsync()).ToArray();
        await Task.WhenAll(heard.Select(listener => listener.Started));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 1; i <= Events; i++)
            {
                await client.LearnAsync(new LearnRequest("m", Example((writer * 1_000_000) + i), JsonValues.Value(1.0)));
            }
        })));
        var orders = await Task.WhenAll(heard.Select(listener => listener.Heard));
        Assert.All(orders, order => Assert.Equal(orders[0], order));
        foreach (var writer in Enumerable.Range(0, Writers))
        {
            Assert.Equal(
                Enumerable.Range(1, Events).Select(i => (writer * 1_000_000.0) + i), orders[0].Where(x => Math.Floor(x / 1_000_000) == writer));
        }

        (Task Started, Task<List<double>> Heard) ListenAsync()
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (started.Task, HearAsync(started));
        }

        async Task<List<double>> HearAsync(TaskCompletionSource started)
        {
            var xs = new List<double>();
            await using var events = client.StreamEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
            var next = events.MoveNextAsync().AsTask();

            // A listener is there once it hears of a prediction. More of them at once than it has places for would be missed.
            while (!next.IsCompleted)
            {
                await client.PredictAsync(new PredictRequest("m", Example(-1)), limit.Token);
                await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token));
            }

            started.SetResult();
            while (await next)
            {
                Assert.Equal(0, events.Current.Missed);
                if (events.Current.Kind == "learn")
                {
                    xs.Add(events.Current.Features.GetProperty("x").GetDouble());
                    if (xs.Count == Writers * Events)
                    {
                        break;
                    }
                }

                next = events.MoveNextAsync().AsTask();
            }

            return xs;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryPrediction_GetsItsOwnLabel(bool overHttp)
    {
        const int Callers = 8;
        const int Calls = 100;
        await using var server = await StartAsync();
        var client = server.Client(overHttp);
        await client.CreateModelAsync("regression", """["StandardScaler", "LinearRegression"]""", "m");
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < Calls; i++)
            {
                var answer = await client.PredictAsync(new PredictRequest("m", Example(i)));
                await client.LabelAsync(new LabelRequest("m", JsonValues.Value((double)caller), answer.Identifier!));
            }
        })));
        var status = await client.GetStatusAsync("m");
        Assert.Equal((0, Callers * Calls, 0), (status.Waiting, status.Labels.Labelled, status.Labels.Unknown + status.Labels.Twice));
        var stats = await client.GetStatsAsync("m");
        Assert.Equal((Callers * Calls, Callers * Calls), (stats.Predict.Calls, stats.Learn.Calls));
    }

    [Fact]
    public async Task ModelsThatAreDeletedDuringCalls_AreAnsweredWith404Or400OverHttp()
    {
        const int Lives = 60;
        await using var server = await StartAsync();
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<int, string>();
        var isOver = false;
        var callers = Enumerable.Range(0, 6).Select(caller => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                var (status, body) = caller switch
                {
                    0 => await server.GetAsync("api/model/m"),
                    1 => await server.GetAsync("api/metrics?model=m"),
                    < 4 => await server.PostAsync("api/predict", """{"model":"m","features":{"x":1}}"""),
                    _ => await server.PostAsync("api/learn", """{"model":"m","features":{"x":1},"ground_truth":1}"""),
                };
                statuses.TryAdd(status, body);
            }
        })).ToArray();
        for (var i = 0; i < Lives; i++)
        {
            await server.InProcess.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            await server.PostAsync("api/learn", """{"model":"m","features":{"x":1},"ground_truth":1}""");
            await server.OverHttp.DeleteModelAsync("m");
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(callers);
        Assert.All(statuses, answer => Assert.True(answer.Key is 200 or 201 or 400 or 404, $"{answer.Key} {answer.Value}"));
        Assert.Contains(statuses.Keys, status => status is 400 or 404);
        Assert.All(statuses.Where(answer => answer.Key >= 400), answer => Assert.Equal("There is no model named 'm'.", JsonElement.Parse(answer.Value).GetProperty("message").GetString()));
    }

    /// <summary>Predicts without a trace: without an identifier, and without the key that the client over HTTP gives to its calls.</summary>
    private static async Task<double> PeekAsync(RunningServer server, bool overHttp)
    {
        if (!overHttp)
        {
            return (await server.InProcess.PredictAsync(new PredictRequest("m", Example(1)))).Prediction.GetDouble();
        }

        var (status, body) = await server.PostAsync("api/predict", """{"model":"m","features":{"x":1}}""");
        Assert.True(status == 200, $"{status} {body}");
        return JsonElement.Parse(body).GetProperty("prediction").GetDouble();
    }
}
