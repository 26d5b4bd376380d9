namespace OnlineMl.Metrics;

/// <summary>What a confusion matrix says of each class, gathered in one pass over its cells.</summary>
internal readonly struct ClassTotals
{
    private readonly double[] _right;
    private readonly bool[] _occurs;

    public ClassTotals(ReadOnlySpan<Cell> cells, int classes)
    {
        Actual = new double[classes];
        Predicted = new double[classes];
        _right = new double[classes];
        _occurs = new bool[classes];
        foreach (ref readonly var cell in cells)
        {
            if (cell.Count == 0)
            {
                continue;
            }

            Actual[cell.Truth] += cell.Weight;
            Predicted[cell.Prediction] += cell.Weight;
            _occurs[cell.Truth] = true;
            _occurs[cell.Prediction] = true;
            if (cell.Truth == cell.Prediction)
            {
                _right[cell.Truth] = cell.Weight;
            }
        }
    }

    /// <summary>The weight of the examples of each class.</summary>
    public double[] Actual { get; }

    /// <summary>The weight of the predictions of each class.</summary>
    public double[] Predicted { get; }

    /// <summary>How many classes there are, those included that have left a window.</summary>
    public int Count => Actual.Length;

    /// <summary>The weight of the right predictions of a class.</summary>
    public double Right(int index) => _right[index];

    /// <summary>Whether there is an example or a prediction of a class.</summary>
    public bool Occurs(int index) => _occurs[index];

    /// <summary>The score of a class.</summary>
    public double Score(int index, ClassScore score, double parameter) => score(_right[index], Actual[index], Predicted[index], parameter);
}
