using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>A metric of how well the scores of one class order predictions: a score, the probability of the class, or 1 and 0 for a class that is
/// predicted without.</summary>
/// <remarks>A score that is no number is left out, and so are predictions without a class.</remarks>
public abstract class ScoreMetric : IClassificationMetric, IScoreMetric, ITwoSided
{
    private protected ScoreMetric()
    {
    }

    /// <summary>The class that counts as positive; true is the positive one of a model of two classes, whatever it is called. Default true.</summary>
    public Label PosVal { get; init => Positive = field = value; } = true;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract double Value { get; }

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => false;

    /// <summary>The positive class as it is spelled.</summary>
    private protected Label Positive { get; private set; } = true;

    ClassTable? ITwoSided.Sides
    {
        set => Positive = PositiveClass.SideOf(PosVal, value);
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, double score, double weight = 1)
    {
        if (Require.Weight(weight) && !double.IsNaN(score))
        {
            Add(yTrue, score, weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (yPred.Count > 0)
        {
            Update(yTrue, yPred[Positive], weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Update(yTrue, ScoreOf(yPred), weight);
        }
    }

    void ITwoSided.Reverse() => Reverse();

    void IStateful.Describe(StateArchive state) => Describe(state);

    /// <summary>The score of a class that was predicted without one.</summary>
    private protected double ScoreOf(Label yPred) => yPred == Positive ? 1 : 0;

    /// <summary>Takes in a score that is a number, of a weight above 0.</summary>
    private protected abstract void Add(Label yTrue, double score, double weight);

    /// <summary>Takes what was positive for negative.</summary>
    private protected abstract void Reverse();

    private protected abstract void Describe(StateArchive state);
}
