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
        _matrix = matrix;
        _actual = new double[matrix.Size];
        _predicted = new double[matrix.Size];
        for (var i = 0; i < matrix.Size; i++)
        {
            _actual[i] = matrix.Actual(i);
            _predicted[i] = matrix.Predicted(i);
        }
    }

    /// <summary>Whether each side knows at most one group.</summary>
    public bool IsTrivial => Groups(_actual) == Groups(_predicted) && Groups(_actual) < 2;

    /// <summary>Whether one side knows just one group, so that nothing can be shared.</summary>
    public bool IsOneSided => Groups(_actual) < 2 || Groups(_predicted) < 2;

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
            for (var i = 0; i < _actual.Length; i++)
            {
                for (var j = 0; j < _predicted.Length; j++)
                {
                    var cell = _matrix.Cell(i, j);
                    sum += cell <= 0 ? 0 : cell / total * Elementary.Log(total * cell / (_actual[i] * _predicted[j]));
                }
            }

            return sum;
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
                for (var j = 0; j < _predicted.Length; j++)
                {
                    var cell = _matrix.Cell(i, j);
                    squares += cell * cell;
                }
            }

            var total = _matrix.TotalWeight;
            return ((squares - total) / 2, (columns - squares) / 2, (rows - squares) / 2, (total * total - rows - columns + squares) / 2);
        }
    }

    /// <summary>The mutual information that groupings of these sizes have by chance, in nats; weights are rounded down.</summary>
    /// <remarks>Vinh, Epps and Bailey, JMLR 11 (2010).</remarks>
    public double ExpectedMutualInformation()
    {
        var total = (int)_matrix.TotalWeight;
        var logFactorials = new double[total + 1];
        for (var i = 2; i <= total; i++)
        {
            logFactorials[i] = logFactorials[i - 1] + Elementary.Log(i);
        }

        var sum = 0.0;
        foreach (var actual in _actual)
        {
            foreach (var predicted in _predicted)
            {
                sum += Expected((int)actual, (int)predicted, total, logFactorials);
            }
        }

        return sum;
    }

    private static double Expected(int a, int b, int total, double[] logFactorials)
    {
        var sum = 0.0;
        for (var n = Math.Max(1, a + b - total); n <= Math.Min(a, b); n++)
        {
            var log = logFactorials[a] + logFactorials[b] + logFactorials[total - a] + logFactorials[total - b] - logFactorials[total] -
                logFactorials[n] - logFactorials[a - n] - logFactorials[b - n] - logFactorials[total - a - b + n];
            sum += (double)n / total * Elementary.Log((double)total * n / ((double)a * b)) * Elementary.Exp(log);
        }

        return sum;
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
