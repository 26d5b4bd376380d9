using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>Which classes a model takes for which, for the first fifty classes.</summary>
internal sealed class ConfusionCounts : IClassificationMetric, ITwoSided, IMergeable
{
    private const int MaxClasses = 50;

    private readonly ConfusionMatrix _matrix = new();
    private double _others;

    /// <inheritdoc/>
    public string Name => "confusion";

    /// <inheritdoc/>
    public double Value => _matrix.TotalWeight;

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => true;

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (yPred.IsNone)
        {
            return;
        }

        // A prediction brings two new classes at most.
        if (_matrix.ClassCount > MaxClasses - 2 && IsBeyond(yTrue, yPred))
        {
            _others += weight;
            return;
        }

        _matrix.Update(in yTrue, in yPred, weight);
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1) => Update(yTrue, yPred.MostProbable, weight);

    /// <summary>The matrix; null while it is empty.</summary>
    public ConfusionReport? Read()
    {
        var classes = _matrix.Classes;
        return classes.Count == 0 ? null : new ConfusionReport(
            [.. classes.Select(label => label.ToString())],
            [.. classes.Select(truth => (IReadOnlyList<double>)[.. classes.Select(predicted => _matrix[truth, predicted])])],
            _others);
    }

    ClassTable? ITwoSided.Sides
    {
        set => ((ITwoSided)_matrix).Sides = value;
    }

    void ITwoSided.Reverse() => ((ITwoSided)_matrix).Reverse();

    void IMergeable.Merge(Shares shares)
    {
        _others = Math.Max(0, shares.Sum<ConfusionCounts>(_others, counts => counts._others));
        shares.Merge<ConfusionCounts>(_matrix, counts => counts._matrix);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("matrix", _matrix);
        state.Field("others", ref _others, NumberRange.NotNegative);
    }

    private bool IsBeyond(Label yTrue, Label yPred)
    {
        var fresh = (_matrix.IndexOf(yTrue) < 0 ? 1 : 0) + (_matrix.IndexOf(yPred) < 0 && yTrue != yPred ? 1 : 0);
        return fresh > 0 && _matrix.ClassCount + fresh > MaxClasses;
    }
}
