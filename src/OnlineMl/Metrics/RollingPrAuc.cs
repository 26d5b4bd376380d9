using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The area under the curve of precision over recall of the last predictions. 0 while they are all of one class.</summary>
/// <remarks>The precision is made to never fall as the threshold rises, and joined by straight lines. Reading the value sorts the window.</remarks>
[Component("RollingPRAUC")]
public sealed class RollingPrAuc : IClassificationMetric, IScoreMetric
{
    private readonly ScoreWindow _window = new(1000);

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

    /// <summary>The class that counts as positive; where it is true, so does the number 1. Default true.</summary>
    public Label PosVal { get; init; } = true;

    /// <inheritdoc/>
    public string Name => "RollingPRAUC";

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => false;

    /// <inheritdoc/>
    public double Value
    {
        get
        {
            if (_window.Positives == 0 || _window.Negatives == 0)
            {
                return 0;
            }

            double right = _window.Positives, wrong = _window.Negatives, lastRight = right, area = 0;
            var last = right / (right + wrong);
            foreach (var (positives, negatives) in _window.Descending().Reverse())
            {
                var precision = Math.Max(last, right / (right + wrong));
                area += (lastRight - right) * (precision + last) / 2;
                last = precision;
                lastRight = right;
                right -= positives;
                wrong -= negatives;
            }

            return (area + (lastRight - right) * (1 + last) / 2) / _window.Positives;
        }
    }

    /// <summary>Takes in one score; every score counts the same.</summary>
    public void Update(Label yTrue, double score, double weight = 1) => _window.Push(score, PositiveClass.Is(yTrue, PosVal));

    /// <summary>Takes in one prediction; every prediction counts the same. Nothing happens when there are no probabilities.</summary>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (yPred.Count > 0)
        {
            Update(yTrue, PositiveClass.Probability(yPred, PosVal), weight);
        }
    }

    /// <summary>Takes in one prediction; every prediction counts the same. Nothing happens when there is no class.</summary>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Update(yTrue, PositiveClass.Is(yPred, PosVal) ? 1.0 : 0.0, weight);
        }
    }

    void IStateful.Describe(StateArchive state) => state.Child("window", _window);
}
