using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How far the predictions beat repeating the class of the example before. 0 where that is never wrong.</summary>
/// <remarks>Bifet et al., ECML PKDD (2013). The answer to the first example is the negative class, false or 0.</remarks>
[Component("KappaT", Ignores = ["cm"])]
public sealed class KappaT : KappaMetric
{
    private Label _last = false;

    /// <inheritdoc/>
    public override string Name => "KappaT";

    private protected override bool Ask(Label yTrue, double weight)
    {
        var isRight = _last == yTrue;
        _last = yTrue;
        return isRight;
    }

    private protected override void Reverse() => _last = _last.Opposite;

    private protected override void Describe(StateArchive state) => state.Field("last", ref _last);
}
