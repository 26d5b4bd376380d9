using OnlineMl.Numerics;

namespace OnlineMl.Metrics;

/// <summary>How two ways of grouping the same examples agree, read off a confusion matrix.</summary>
/// <remarks>Everything is taken from the weights, so that weights act as repetition.</remarks>
internal readonly struct ClusterAgreement
{
    private readonly ConfusionMatrix _matrix;
    private readonly double[] _actual;
    private readonly double[] _predicted;

    public ClusterAgreement(ConfusionMatrix matrix)
    {
        var totals = matrix.Totals();
        _matrix = matrix;
        _actual = totals.Actual;
        _predicted = totals.Predicted;
    }

    /// <summary>Whether each side knows at most one group.</summary>
    public bool IsTrivial => Groups(_actual) == Groups(_predicted) && Groups(_actual) < 2;

    /// <summary>Whether one side knows just one group, so that nothing can be shared.</summary>
    public bool IsOneSided => Groups(_actual) < 2 || Groups(_predicted) < 2;

    /// <summary>Whether both sides put together the same examples.</summary>
    public bool IsSame
    {
        get
        {
            var cells = 0;
            foreach (ref readonly var cell in _matrix.Cells)
            {
                cells += cell.Count > 0 ? 1 : 0;
            }

            return cells == Groups(_actual) && cells == Groups(_predicted);
        }
    }

    /// <summary>The entropy of the true groups, in nats.</summary>
    public double EntropyOfTruth => Entropy(_actual);

    /// <summary>The entropy of the predicted groups, in nats.</summary>
    public double EntropyOfPrediction => Entropy(_predicted);

    /// <summary>What the one grouping tells about the other, in nats.</summary>
    public double MutualInformation
    {
        get
        {
            var total = _matrix.TotalWeight;
            var sum = 0.0;
            foreach (ref readonly var cell in _matrix.Cells)
            {
                sum += cell.Count == 0 ? 0 : cell.Weight / total * Elementary.Log(total * cell.Weight / (_actual[cell.Truth] * _predicted[cell.Prediction]));
            }

            // Groups that tell nothing of each other share nothing, but for rounding.
            return Math.Max(0, sum);
        }
    }

    /// <summary>Pairs of examples: together on both sides, only in the prediction, only in truth, and apart on both.</summary>
    public (double Both, double Predicted, double True, double Neither) Pairs
    {
        get
        {
            double squares = 0, rows = 0, columns = 0;
            for (var i = 0; i < _actual.Length; i++)
            {
                rows += _actual[i] * _actual[i];
                columns += _predicted[i] * _predicted[i];
            }

            foreach (ref readonly var cell in _matrix.Cells)
            {
                squares += cell.Weight * cell.Weight;
            }

            var total = _matrix.TotalWeight;
            return ((squares - total) / 2, (columns - squares) / 2, (rows - squares) / 2, (total * total - rows - columns + squares) / 2);
        }
    }

    /// <summary>The mutual information that groupings of these sizes have by chance, in nats; weights are rounded down.</summary>
    /// <remarks>Vinh, Epps and Bailey, JMLR 11 (2010).</remarks>
    public double ExpectedMutualInformation()
    {
        var total = Math.Floor(_matrix.TotalWeight);
        var sum = 0.0;
        foreach (var (actual, rows) in Sizes(_actual))
        {
            foreach (var (predicted, columns) in Sizes(_predicted))
            {
                sum += (double)rows * columns * Expected(actual, predicted, total);
            }
        }

        return sum;
    }

    // Many groups may be of one size, and what counts is only that.
    private static IEnumerable<(double Size, int Count)> Sizes(double[] weights) =>
        weights.Select(Math.Floor).Where(size => size > 0).GroupBy(size => size).Select(group => (group.Key, group.Count()));

    private static double Expected(double a, double b, double total)
    {
        if (total < 2)
        {
            return 0;
        }

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

    private static int Groups(double[] weights) => weights.Count(weight => weight > 0);

    private double Entropy(double[] weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            var share = weight / _matrix.TotalWeight;
            sum -= share > 0 ? share * Elementary.Log(share) : 0;
        }

        return sum;
    }
}
