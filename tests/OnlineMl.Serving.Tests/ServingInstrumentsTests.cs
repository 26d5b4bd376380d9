using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests;

public sealed class ServingInstrumentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EveryKindOfCall_IsMeasuredAndTraced()
    {
        const string Name = "instrumented";
        var measured = new ConcurrentBag<string>();
        var traced = new ConcurrentBag<string>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "OnlineMl")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        meters.Start();
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
            measured.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["onlineml.label", "onlineml.learn", "onlineml.predict", "onlineml.recover", "onlineml.snapshot"],
            traced.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (Equals(tag.Value, Name))
                {
                    measured.Add(instrument.Name);
                }
            }
        }
    }
}
