using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>The mean of minus the logarithm of the probability given to the class that came true. 0 before there is a prediction.</summary>
/// <remarks>A probability that is no number loses infinitely: the metric is infinite from then on, and over a window until it has left.</remarks>
public abstract class LogarithmicLossMetric : IRevertibleClassificationMetric, IPartial
{
    private protected const double Least = 1e-15;

    private LossMean _mean;

    private protected LogarithmicLossMetric()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public double Value => _mean.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public bool RequiresLabels => false;

    int IPartial.Figures => LossMean.Figures;

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (TryGetLoss(yTrue, yPred, out var loss))
        {
            Add(loss, weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Add(CertainLoss(yTrue, yPred), weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (TryGetLoss(yTrue, yPred, out var loss) && Require.Weight(weight))
        {
            _mean.Revert(loss, double.PositiveInfinity, weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone && Require.Weight(weight))
        {
            _mean.Revert(CertainLoss(yTrue, yPred), double.PositiveInfinity, weight);
        }
    }

    void IPartial.Read(Span<double> figures) => _mean.Read(figures);

    void IPartial.Write(ReadOnlySpan<double> figures) => _mean.Write(figures);

    void IPartial.Merge(ReadOnlySpan<double> figures) => _mean.Merge(figures);

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    /// <summary>The loss of a class that was predicted with certainty.</summary>
    private protected abstract double CertainLoss(Label yTrue, Label yPred);

    /// <summary>The loss of a prediction; false when it lists no class.</summary>
    private protected abstract bool TryGetLoss(Label yTrue, Probabilities yPred, out double loss);

    private void Add(double loss, double weight)
    {
        if (!_mean.TryUpdate(loss, weight) && Require.Weight(weight))
        {
            _mean.Update(loss, double.PositiveInfinity, weight);
        }
    }
}
