using OnlineMl.Numerics;

namespace OnlineMl.Metrics;

/// <summary>How much two groups of given sizes have in common by chance.</summary>
/// <remarks>Vinh, Epps and Bailey, JMLR 11 (2010).</remarks>
internal static class ChanceOverlap
{
    private const double MostByFactorials = 1 << 20;
    private const double NarrowSpread = 1e-3;
    private const double Nothing = 1e-20;

    /// <summary>What the overlap of two groups adds to the mutual information, on average over all ways to put the examples in groups of these sizes.</summary>
    /// <param name="a">The size of the one group; a whole number above 0.</param>
    /// <param name="b">The size of the other; a whole number above 0.</param>
    /// <param name="total">How many examples there are; at least as many.</param>
    public static double Information(double a, double b, double total) =>
        total < 2 ? 0
        : total > MostByFactorials ? OfMany(a, b, total)
        : ByFactorials(a, b, total);

    private static double ByFactorials(double a, double b, double total)
    {
        // The overlap is hypergeometric: so far from its mean there is nothing that a number could hold.
        var mean = a / total * b;
        var reach = 40 * (1 + Math.Sqrt(mean * (total - a) / total * (total - b) / (total - 1)));
        var most = Math.Min(Math.Min(a, b), Math.Ceiling(mean + reach));

        // Where the distribution is wide it is smooth, and every so many of its values say what all do, to the last digits.
        var step = Math.Max(1, Math.Floor(reach / 4000));
        var constant = LogFactorial(a) + LogFactorial(b) + LogFactorial(total - a) + LogFactorial(total - b) - LogFactorial(total);
        var sum = 0.0;
        for (var n = Math.Max(Math.Max(1, a + b - total), Math.Floor(mean - reach)); n <= most; n += step)
        {
            var log = constant - LogFactorial(n) - LogFactorial(a - n) - LogFactorial(b - n) - LogFactorial(total - a - b + n);
            sum += step * n / total * Elementary.Log(total / a * (n / b)) * Elementary.Exp(log);
        }

        return sum;
    }

    // Differences of the logarithms of factorials would be rounding errors alone here, and steps of 1 no steps.
    private static double OfMany(double a, double b, double total)
    {
        var mean = a / total * b;
        var variance = mean * ((total - a) / total) * ((total - b) / (total - 1));
        var spread = Math.Sqrt(variance) / mean;
        if (spread < NarrowSpread)
        {
            // n/N log(nN/(ab)) as a series in the relative distance of n from its mean, of which four moments are enough.
            var third = spread * spread / mean * ((total - 2 * a) / total) * ((total - 2 * b) / (total - 2));
            return mean / total * (spread * spread / 2 - third / 6 + spread * spread * spread * spread / 4);
        }

        var least = Math.Max(0, a + b - total);
        var most = Math.Min(a, b);
        var middle = Math.Clamp(Math.Floor(mean), least, most);
        double mass = 1, sum = Term(middle);
        var probability = 1.0;
        for (var n = middle; n < most && probability > Nothing; n++)
        {
            probability *= (a - n) / (total - a - b + n + 1) * ((b - n) / (n + 1));
            mass += probability;
            sum += probability * Term(n + 1);
        }

        probability = 1;
        for (var n = middle; n > least && probability > Nothing; n--)
        {
            probability *= (total - a - b + n) / (a - n + 1) * (n / (b - n + 1));
            mass += probability;
            sum += probability * Term(n - 1);
        }

        return sum / mass;

        double Term(double n) => n == 0 ? 0 : n / total * Elementary.Log(total / a * (n / b));
    }

    /// <summary>The logarithm of n!.</summary>
    private static double LogFactorial(double n)
    {
        if (n < 32)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++)
            {
                product *= i;
            }

            return Elementary.Log(product);
        }

        // Stirling's series, exact to the last digits from here on.
        var inverse = 1 / n;
        var square = inverse * inverse;
        return (n + 0.5) * Elementary.Log(n) - n + 0.91893853320467274 + inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
    }
}
