using System.Globalization;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>Counts calls and averages how long they took.</summary>
/// <remarks>Calls that are events are counted wherever the log is applied, those that leave no trace by the server that they came to, which also times both.</remarks>
internal sealed class CallStatistics : IStateful
{
    private const double FadingFactor = 0.3;

    private long _events;
    private long _untraced;
    private long _timed;
    private double _meanNanoseconds;
    private double _fadingNanoseconds;

    /// <summary>Counts a call that is an event.</summary>
    public void Add(TimeSpan duration)
    {
        _events++;
        Time(duration);
    }

    /// <summary>Counts a call that leaves no trace in the log.</summary>
    public void AddUntraced(TimeSpan duration)
    {
        _untraced++;
        Time(duration);
    }

    /// <summary>Counts an event of which only is known that it was there; the averages stay as they are.</summary>
    public void AddUntimed() => _events++;

    /// <summary>What every server counts alike, because it follows from the log.</summary>
    public CallStatistics OfEvents() => new() { _events = _events };

    public CallStats Read()
    {
        var mean = (long)_meanNanoseconds;
        var fading = (long)_fadingNanoseconds;
        return new CallStats(_events + _untraced, mean, Humanize(mean), fading, Humanize(fading));
    }

    /// <summary>A duration for people, such as <c>3ms408μs682ns</c>.</summary>
    public static string Humanize(long nanoseconds)
    {
        ReadOnlySpan<(string Unit, long Size)> units =
        [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
            ("ms", 1_000_000), ("μs", 1_000), ("ns", 1),
        ];
        var text = "";
        foreach (var (unit, size) in units)
        {
            if (nanoseconds >= size)
            {
                text += string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / size}{unit}");
                nanoseconds %= size;
            }
        }

        return text.Length == 0 ? "0ns" : text;
    }

    void IStateful.Describe(StateArchive state)
    {
        var calls = _events + _untraced;
        state.Field("calls", ref calls);
        state.Field("meanNanoseconds", ref _meanNanoseconds);
        state.Field("fadingNanoseconds", ref _fadingNanoseconds);
        if (state.IsLoading)
        {
            (_events, _untraced, _timed) = (calls, 0, _fadingNanoseconds == 0 ? 0 : calls);
        }
    }

    private void Time(TimeSpan duration)
    {
        var nanoseconds = duration.TotalNanoseconds;
        _timed++;
        _meanNanoseconds += (nanoseconds - _meanNanoseconds) / _timed;
        _fadingNanoseconds = _timed == 1 ? nanoseconds : (FadingFactor * nanoseconds) + ((1 - FadingFactor) * _fadingNanoseconds);
    }
}
