using System.Globalization;

namespace OnlineMl.Benchmarks;

/// <summary>Times loops and prints the best rate of several rounds, with the ratio to a ceiling where there is one.</summary>
/// <remarks>Measures processor time and takes the best round, so that other processes disturb the figures less.</remarks>
public sealed class Stopwatches(int rounds)
{
    /// <summary>Times a loop that handles a number of examples, after one warm-up round.</summary>
    /// <returns>The examples per second of processor time.</returns>
    public double Measure(string name, int examples, Action loop, double? ceiling = null, double? target = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        loop();
        var rates = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var start = Environment.CpuUsage.TotalTime;
            loop();
            rates[round] = examples / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        }

        var best = rates.Max();
        var line = string.Create(CultureInfo.InvariantCulture, $"{name,-64} {best / 1e6,10:0.000} M/s");
        if (ceiling is { } reference)
        {
            line += string.Create(CultureInfo.InvariantCulture, $"  {best / reference,7:0.00} of the reference");
        }

        if (target is { } wanted)
        {
            line += string.Create(CultureInfo.InvariantCulture, $"  (wanted {wanted / 1e6:0.000} M/s: {(best >= wanted ? "met" : "MISSED")})");
        }

        Console.WriteLine(line);
        return best;
    }
}
