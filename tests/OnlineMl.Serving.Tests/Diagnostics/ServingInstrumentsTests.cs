using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;
using OnlineMl.Serving.Tests.Storage.Files;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Diagnostics;

public sealed class ServingInstrumentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EveryKindOfCall_IsMeasuredAndTraced()
    {
        const string Name = "instrumented";
        var traced = new ConcurrentBag<string>();
        using var measured = new Measurements(Name);
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OnlineMl",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("model"), Name))
                {
                    traced.Add(activity.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(activities);

        for (var run = 0; run < 2; run++)
        {
            await using var service = new ServiceInFolder(_folder);
            if (run == 0)
            {
                await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", Name);
            }

            await service.Client.LearnAsync(Learn(Name, 1, 1));
            var answer = await service.Client.PredictAsync(Predict(Name, 1));
            await service.Client.LabelAsync(Label(Name, answer.Identifier!, 1));
        }

        Assert.Equal(
            ["onlineml.log.append", "onlineml.model.label", "onlineml.model.learn", "onlineml.model.predict", "onlineml.model.recover", "onlineml.snapshot.write"],
            measured.Instruments);
        Assert.Equal(6, measured.SumOf("onlineml.log.append"));
        Assert.Equal(
            ["onlineml.append", "onlineml.label", "onlineml.learn", "onlineml.predict", "onlineml.recover", "onlineml.snapshot"],
            traced.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ARestartAfterACrash_MeasuresWhatItReplays()
    {
        const string Name = "replayed";
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", Name);
        for (var i = 0; i < 5; i++)
        {
            await service.Client.LearnAsync(Learn(Name, i, i));
        }

        var copy = CopyOf(_folder);
        using var measured = new Measurements(Name);
        await using (var restarted = new ServiceInFolder(copy))
        {
            await restarted.Client.GetStatsAsync(Name);
        }

        Directory.Delete(copy, recursive: true);
        Assert.Equal(5, measured.SumOf("onlineml.event.replay"));
        Assert.Contains("onlineml.model.recover", measured.Instruments);
    }

    [Fact]
    public async Task ADiskThatFails_IsMeasured()
    {
        const string Name = "failed";
        var disk = new SimulatedFileSystem();
        await using var store = new FileModelStore("/models", new FileModelStoreOptions { WriterThreads = 1 }, null, null, disk);
        await using var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", Name);
        await client.LearnAsync(Learn(Name, 1, 1));
        using var measured = new Measurements(Name);

        disk.Outcome = _ => SimulatedOutcome.Full;
        await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn(Name, 1, 1)));
        await Assert.ThrowsAsync<OnlineMlException>(() => client.SaveModelAsync(Name));
        disk.Outcome = _ => SimulatedOutcome.Success;

        Assert.Equal((1, 1), (measured.SumOf("onlineml.log.fail"), measured.SumOf("onlineml.snapshot.fail")));
        Assert.Equal(0, measured.SumOf("onlineml.log.append"));
    }

    [Fact]
    public async Task ModelsInMemoryAndEventsThatListenersLose_AreMeasured()
    {
        using var meters = new OwnMeters();
        using var measured = new Measurements(model: null, meters);
        await using var store = new MemoryModelStore();
        await using var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions { Stream = { ListenerCapacity = 4 } }), TimeProvider.System, NullLogger<ModelHost>.Instance, meters);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "one");
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "two");
        await client.DeleteModelAsync("two");
        Assert.Equal(1, measured.SumOf("onlineml.model.load"));

        using var listener = host.Events.Listen();
        for (var i = 0; i < 10; i++)
        {
            await client.LearnAsync(Learn("one", i, i));
        }

        Assert.Equal(6, measured.SumOf("onlineml.event.drop"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARefusalByALimitThatOnlyTheModelKnows_NamesIt_AndIsCountedOnce(bool isInMemory)
    {
        using var meters = new OwnMeters();
        using var measured = new Measurements(model: null, meters);
        await using var store = isInMemory ? (IModelStore)new MemoryModelStore() : new FileModelStore(_folder);
        await using var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions { Limit = { MaxMadeFeatures = 3 } }), TimeProvider.System, NullLogger<ModelHost>.Instance, meters);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", """["PolynomialExtender", "LinearRegression"]""", "m");
        await client.LearnAsync(Learn("m", 1, 1));

        // The products of three features are six.
        var features = JsonElement.Parse("""{"a": 1, "b": 2, "c": 3}""");
        for (var repeat = 1; repeat <= 2; repeat++)
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(new LearnRequest("m", features, JsonValues.Value(1), IdempotencyKey: "key")));
            Assert.Equal((RefusalKind.BadRequest, "MaxMadeFeatures"), (refusal.Kind, refusal.Limit));
            Assert.Equal(repeat, measured.SumOf("onlineml.refusals"));
        }
    }

    private sealed class OwnMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            return new Meter(options);
        }

        public void Dispose()
        {
        }
    }
}
