using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OnlineMl.Serving.Tests;

/// <summary>What the instruments of the library measure, or only what they measure for one model.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    private readonly object? _meterScope;
    private readonly string? _model;

    /// <param name="model">The name of the only model that counts, since tests run beside each other; null for all.</param>
    /// <param name="meterScope">The factory of the only meters that count; null for all.</param>
    public Measurements(string? model, object? meterScope = null)
    {
        (_model, _meterScope) = (model, meterScope);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "OnlineMl" && (_meterScope is null || ReferenceEquals(instrument.Meter.Scope, _meterScope)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The names of the instruments that measured something, sorted.</summary>
    public IEnumerable<string> Instruments => _sums.Keys.Order(StringComparer.Ordinal);

    /// <summary>The sum of what an instrument measured.</summary>
    public double SumOf(string instrument) => _sums.GetValueOrDefault(instrument);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_model is null || Contains(tags, _model))
        {
            _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        }
    }

    private static bool Contains(ReadOnlySpan<KeyValuePair<string, object?>> tags, string model)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "model" && Equals(tag.Value, model))
            {
                return true;
            }
        }

        return false;
    }
}
