using System.Diagnostics;
using System.Globalization;

namespace OnlineMl.Benchmarks;

/// <summary>Times loops and prints the median rate of several rounds, with the ratio to a ceiling where there is one.</summary>
public sealed class Stopwatches(int rounds)
{
    /// <summary>Times a loop that handles a number of examples, after one warm-up round.</summary>
    /// <returns>The median of examples per second.</returns>
    public double Measure(string name, int examples, Action loop, double? ceiling = null, double? target = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        loop();
        var rates = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            loop();
            rates[round] = examples / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(rates);
        var median = rates[rounds / 2];
        var line = string.Create(CultureInfo.InvariantCulture, $"{name,-64} {median / 1e6,10:0.000} M/s");
        if (ceiling is { } reference)
        {
            line += string.Create(CultureInfo.InvariantCulture, $"  {median / reference,7:0.00} of the reference");
        }

        if (target is { } wanted)
        {
            line += string.Create(CultureInfo.InvariantCulture, $"  (wanted {wanted / 1e6:0.000} M/s: {(median >= wanted ? "met" : "MISSED")})");
        }

        Console.WriteLine(line);
        return median;
    }
}
