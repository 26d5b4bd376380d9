using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>An area under a curve over the thresholds of the last scores. 0 while they are all of one class.</summary>
public abstract class RollingScoreMetric : IClassificationMetric, IScoreMetric, ITwoSided, ISized
{
    private readonly ScoreWindow _window = new(1000);
    private Label _positive = true;

    private protected RollingScoreMetric()
    {
    }

    /// <summary>How many predictions count. Range [1, ∞), default 1000.</summary>
    public int WindowSize
    {
        get;
        init
        {
            field = Require.Positive(value);
            _window = new ScoreWindow(value);
        }
    } = 1000;

    /// <summary>The class that counts as positive; true is the positive one of a model of two classes, whatever it is called. Default true.</summary>
    public Label PosVal { get; init => _positive = field = value; } = true;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => false;

    /// <inheritdoc/>
    public double Value => _window.Positives == 0 || _window.Negatives == 0 ? 0 : Area(_window);

    /// <summary>Takes in one score; every score counts the same. A score that is no number is left out, and so is one of weight 0.</summary>
    public void Update(Label yTrue, double score, double weight = 1)
    {
        if (Require.Weight(weight) && !double.IsNaN(score))
        {
            _window.Push(score, yTrue == _positive);
        }
    }

    /// <summary>Takes in one prediction; every prediction counts the same. Nothing happens when there are no probabilities.</summary>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (yPred.Count > 0)
        {
            Update(yTrue, yPred[_positive], weight);
        }
    }

    /// <summary>Takes in one prediction; every prediction counts the same. Nothing happens when there is no class.</summary>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Update(yTrue, yPred == _positive ? 1.0 : 0.0, weight);
        }
    }

    ClassTable? ITwoSided.Sides
    {
        set => _positive = PositiveClass.SideOf(PosVal, value);
    }

    void ITwoSided.Reverse() => _window.Reverse();

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("window", _window);

    /// <summary>The area of a window that holds both classes.</summary>
    private protected abstract double Area(ScoreWindow window);
}
