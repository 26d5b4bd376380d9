using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How far predictions of classes beat a baseline that was asked the same questions. 0 where the baseline is never wrong.</summary>
public abstract class KappaMetric : IClassificationMetric, ITwoSided
{
    private readonly BaselineAgreement _agreement = new();

    private protected KappaMetric()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public double Value => _agreement.Kappa;

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => true;

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (Require.Weight(weight) && !yPred.IsNone)
        {
            _agreement.Update(yTrue == yPred, Ask(yTrue, weight), weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        Update(yTrue, yPred.MostProbable, weight);
    }

    void ITwoSided.Reverse() => Reverse();

    void IStateful.Describe(StateArchive state)
    {
        state.Child("agreement", _agreement);
        Describe(state);
    }

    /// <summary>Asks the baseline and tells it the truth.</summary>
    /// <returns>Whether it was right.</returns>
    private protected abstract bool Ask(Label yTrue, double weight);

    /// <summary>Takes the positive class for the negative one.</summary>
    private protected abstract void Reverse();

    private protected abstract void Describe(StateArchive state);
}
