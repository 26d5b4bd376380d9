using System.Diagnostics.Metrics;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Hosting;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Diagnostics;

public class ModelGaugesTests
{
    [Fact]
    public async Task MetricsOfModels_AreToldWhenTheMeterIsAsked()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "told", ["MAE", "R2"]);
        await service.Client.LearnAsync(Learn("told", 1, 3));
        await service.Client.LearnAsync(Learn("told", 1, 3));

        var seen = new Dictionary<object, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument is { Name: "onlineml.model.metric", Meter.Name: "OnlineMl" })
            {
                each.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (Equals(tags[0].Value, "told"))
            {
                seen[tags[1].Value!] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        var metrics = await service.Client.GetMetricsAsync("told");
        Assert.True(metrics["MAE"] > 0);
        Assert.Equal((metrics["MAE"], metrics["R2"]), (seen["MAE"], seen["R2"]));
    }

    [Fact]
    public async Task NoMoreModelsThanTheLimit_AreMeasured_AndADeletedOneMakesRoom()
    {
        await using var service = new ServiceInFolder(null, options => options.Limit.MaxMeasuredModels = 2);
        foreach (var name in new[] { "a", "b", "c" })
        {
            await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", name, ["MAE"]);
            await service.Client.LearnAsync(Learn(name, 1, 3));
        }

        var kept = GaugesOf(service, 2);
        Assert.Equal(["a", "b"], ModelsOf(kept));
        await service.Client.DeleteModelAsync("a");
        Assert.Equal(["b", "c"], ModelsOf(kept).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AModelThatIsBusyOrLeftTheMemory_IsToldAsItWas()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m", ["MAE"]);
        await service.Client.LearnAsync(Learn("m", 1, 3));
        var gauges = GaugesOf(service, 10);
        var before = Assert.Single(gauges.Measure()).Value;
        await service.Client.LearnAsync(Learn("m", 1, 9));

        var access = service.Host.Entries.Single().Loaded!.Access;
        var meanwhile = double.NaN;
        access.Enter();
        try
        {
            var other = new Thread(() => meanwhile = Assert.Single(gauges.Measure()).Value);
            other.Start();
            other.Join();
        }
        finally
        {
            access.Exit();
        }

        Assert.Equal(before, meanwhile);

        Assert.NotEqual(before, Assert.Single(gauges.Measure()).Value);
        before = Assert.Single(gauges.Measure()).Value;
        await service.Host.UnloadAsync("m", CancellationToken.None);
        Assert.Null(service.Host.Entries.Single().Loaded);
        Assert.Equal(before, Assert.Single(gauges.Measure()).Value);
    }

    private static ModelGauges GaugesOf(ServiceInFolder service, int maxModels) => new(Entries(service), maxModels, (_, _, _) => { });

    // Asked anew each time, as the host does.
    private static IEnumerable<ModelEntry> Entries(ServiceInFolder service)
    {
        foreach (var entry in service.Host.Entries)
        {
            yield return entry;
        }
    }

    private static IEnumerable<string> ModelsOf(ModelGauges gauges) =>
        gauges.Measure().Select(measurement => (string)measurement.Tags[0].Value!);
}
