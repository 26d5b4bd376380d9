using System.Globalization;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>Counts calls and averages how long they took.</summary>
internal sealed class CallStatistics : IStateful
{
    private const double FadingFactor = 0.3;

    private long _calls;
    private double _meanNanoseconds;
    private double _fadingNanoseconds;

    public void Add(TimeSpan duration)
    {
        var nanoseconds = duration.TotalNanoseconds;
        _calls++;
        _meanNanoseconds += (nanoseconds - _meanNanoseconds) / _calls;
        _fadingNanoseconds = _calls == 1 ? nanoseconds : (FadingFactor * nanoseconds) + ((1 - FadingFactor) * _fadingNanoseconds);
    }

    /// <summary>Counts a call of which only is known that it was made; the averages stay as they are.</summary>
    public void AddUntimed() => _calls++;

    public CallStats Read()
    {
        var mean = (long)_meanNanoseconds;
        var fading = (long)_fadingNanoseconds;
        return new CallStats(_calls, mean, Humanize(mean), fading, Humanize(fading));
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
        state.Field("calls", ref _calls);
        state.Field("meanNanoseconds", ref _meanNanoseconds);
        state.Field("fadingNanoseconds", ref _fadingNanoseconds);
    }
}
