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

    /// <summary>How far each predicted group holds examples of one class only.</summary>
    public double Homogeneity => EntropyOfTruth is not 0 and var entropy ? MutualInformation / entropy : 1;

    /// <summary>How far the examples of each class lie in one predicted group.</summary>
    public double Completeness => EntropyOfPrediction is not 0 and var entropy ? MutualInformation / entropy : 1;

    /// <summary>What the one grouping tells about the other, in nats.</summary>
    public double MutualInformation
    {
        get
        {
            var total = _matrix.TotalWeight;
            var sum = 0.0;
            foreach (ref readonly var cell in _matrix.Cells)
            {
                if (cell.Count > 0)
                {
                    double actual = _actual[cell.Truth], predicted = _predicted[cell.Prediction];
                    var ratio = total * cell.Weight / (actual * predicted);

                    // The products of huge weights are no numbers any more, but their quotients are.
                    sum += cell.Weight / total * Elementary.Log(double.IsNormal(ratio) ? ratio : total / actual * (cell.Weight / predicted));
                }
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
                sum += (double)rows * columns * ChanceOverlap.Information(actual, predicted, total);
            }
        }

        return sum;
    }

    // Many groups may be of one size, and what counts is only that.
    private static IEnumerable<(double Size, int Count)> Sizes(double[] weights) =>
        weights.Select(Math.Floor).Where(size => size > 0).GroupBy(size => size).Select(group => (group.Key, group.Count()));

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
