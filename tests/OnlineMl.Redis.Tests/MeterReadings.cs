using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace OnlineMl.Redis.Tests;

/// <summary>What the meter <c>OnlineMl</c> of one application shows when it is read.</summary>
internal sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<(string Instrument, string? Model), double> _read = [];

    public MeterReadings(IServiceProvider services)
    {
        // Tests run beside each other in one process, and so do the servers of one test.
        var scope = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "OnlineMl", IsObservable: true } && ReferenceEquals(instrument.Meter.Scope, scope))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What an instrument shows now, of one model where it tells models apart; null for nothing.</summary>
    public double? Read(string instrument, string? model = null)
    {
        _read.Clear();
        _listener.RecordObservableInstruments();
        return _read.TryGetValue((instrument, model), out var value) ? value : null;
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? model = null;
        foreach (var tag in tags)
        {
            model = tag.Key == "model" ? tag.Value as string : model;
        }

        _read[(instrument.Name, model)] = value;
    }
}
