using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How far the predictions beat always answering with the class that was most frequent so far. 0 where that is never wrong.</summary>
/// <remarks>Bifet et al., KDD (2015). The example itself is counted before the majority is taken; of equals the class whose text sorts first wins.</remarks>
[Component("KappaM", Ignores = ["cm"])]
public sealed class KappaM : IClassificationMetric, ITwoSided
{
    private readonly BaselineAgreement _agreement = new();
    private ClassTable _classes = new();
    private double[] _weights = [];
    private int _majority;

    /// <inheritdoc/>
    public string Name => "KappaM";

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

        var index = _classes.GetOrAdd(yTrue);
        if (index >= _weights.Length)
        {
            Array.Resize(ref _weights, Math.Max(4, index * 2));
        }

        _weights[index] += weight;
        _majority = IsBefore(index, _majority) ? index : _majority;
        _agreement.Update(yTrue == yPred, _majority == index, weight);
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        Update(yTrue, yPred.MostProbable, weight);
    }

    void ITwoSided.Reverse() => _classes = _classes.Reversed();

    void IStateful.Describe(StateArchive state)
    {
        state.Child("agreement", _agreement);
        state.Child("classes", _classes);
        state.Field("weights", ref _weights, _classes.Count, NumberRange.NotNegative);
        if (state.IsLoading)
        {
            _majority = 0;
            for (var i = 1; i < _weights.Length; i++)
            {
                _majority = IsBefore(i, _majority) ? i : _majority;
            }
        }
    }

    private bool IsBefore(int index, int other) => _weights[index] > _weights[other] ||
        (_weights[index] == _weights[other] && string.CompareOrdinal(_classes[index].ToString(), _classes[other].ToString()) < 0);
}
