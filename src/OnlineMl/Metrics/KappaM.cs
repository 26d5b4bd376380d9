using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How far the predictions beat always answering with the class that was most frequent so far. 0 where that is never wrong.</summary>
/// <remarks>Bifet et al., KDD (2015). The example itself is counted before the majority is taken; of equals the class whose text sorts first wins.</remarks>
[Component("KappaM", Ignores = ["cm"])]
public sealed class KappaM : KappaMetric
{
    private ClassTable _classes = new();
    private double[] _weights = [];
    private int _majority;

    /// <inheritdoc/>
    public override string Name => "KappaM";

    private protected override bool Ask(Label yTrue, double weight)
    {
        var index = _classes.GetOrAdd(yTrue);
        if (index >= _weights.Length)
        {
            Array.Resize(ref _weights, Math.Max(4, index * 2));
        }

        _weights[index] += weight;
        _majority = IsBefore(index, _majority) ? index : _majority;
        return _majority == index;
    }

    private protected override void Reverse() => _classes = _classes.Reversed();

    private protected override void Describe(StateArchive state)
    {
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
