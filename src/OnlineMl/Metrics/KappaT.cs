using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How far the predictions beat repeating the class of the example before. 0 where that is never wrong.</summary>
/// <remarks>Bifet et al., ECML PKDD (2013). The answer to the first example is the negative class, false or 0.</remarks>
[Component("KappaT", Ignores = ["cm"])]
public sealed class KappaT : IClassificationMetric, ITwoSided
{
    private readonly BaselineAgreement _agreement = new();
    private Label _last = false;

    /// <inheritdoc/>
    public string Name => "KappaT";

    /// <inheritdoc/>
    public double Value => _agreement.Kappa;

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => true;

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!Require.Weight(weight) || yPred.IsNone)
        {
            return;
        }

        _agreement.Update(yTrue == yPred, _last == yTrue, weight);
        _last = yTrue;
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        Update(yTrue, yPred.MostProbable, weight);
    }

    void ITwoSided.Reverse() => _last = _last.Opposite;

    void IStateful.Describe(StateArchive state)
    {
        state.Child("agreement", _agreement);
        state.Field("last", ref _last);
    }
}
