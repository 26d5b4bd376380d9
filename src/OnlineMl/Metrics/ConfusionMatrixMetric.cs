using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>A metric that is read off a <see cref="ConfusionMatrix"/>.</summary>
public abstract class ConfusionMatrixMetric : IRevertibleClassificationMetric, IRecountable, IMergeable
{
    private ConfusionMatrix? _matrix;

    /// <summary>The matrix to read. Metrics given the same one share it, and then only one of them may be updated, which a
    /// <see cref="MetricSet"/> sees to. Default: one of its own.</summary>
    public ConfusionMatrix? Cm { get; init; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract double Value { get; }

    /// <inheritdoc/>
    public virtual bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => true;

    /// <summary>The matrix that the metric reads.</summary>
    public ConfusionMatrix Matrix => _matrix ??= Cm ?? new ConfusionMatrix();

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Matrix.Update(in yTrue, in yPred, weight);
        }
        else
        {
            Require.Weight(weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        Update(yTrue, yPred.MostProbable, weight);
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Matrix.Revert(yTrue, yPred, weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        Revert(yTrue, yPred.MostProbable, weight);
    }

    void IRecountable.Clear() => Matrix.Clear();

    bool IRecountable.Holds(ClassificationWindow window)
    {
        var counted = new ConfusionMatrix();
        for (var i = 0; i < window.Count; i++)
        {
            counted.Update(window[i].YTrue, window[i].HasProbabilities ? window[i].Probabilities.MostProbable : window[i].YPred);
        }

        return Matrix.HasCountsOf(counted);
    }

    void IMergeable.Merge(Shares shares)
    {
        shares.Merge<ConfusionMatrixMetric>(Matrix, metric => metric.Matrix);
    }

    void IStateful.Describe(StateArchive state) => state.Child("matrix", Matrix);

    /// <summary>Makes the metric read another matrix, unless it was given one or has seen something.</summary>
    internal void Share(ConfusionMatrix matrix)
    {
        if (Cm is null && Matrix.SampleCount == 0)
        {
            _matrix = matrix;
        }
    }
}
