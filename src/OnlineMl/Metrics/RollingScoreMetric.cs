using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>An area under a curve over the thresholds of the last scores. 0 while they are all of one class.</summary>
/// <remarks>Every score counts the same; one of weight 0 is left out.</remarks>
public abstract class RollingScoreMetric : ScoreMetric, ISized
{
    private readonly ScoreWindow _window = new(1000);

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

    /// <inheritdoc/>
    public sealed override double Value => _window.Positives == 0 || _window.Negatives == 0 ? 0 : Area(_window);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    private protected sealed override void Add(Label yTrue, double score, double weight) => _window.Push(score, yTrue == Positive);

    private protected sealed override void Reverse() => _window.Reverse();

    private protected sealed override void Describe(StateArchive state) => state.Child("window", _window);

    /// <summary>The area of a window that holds both classes.</summary>
    private protected abstract double Area(ScoreWindow window);
}
