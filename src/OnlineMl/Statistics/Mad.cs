using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The median absolute deviation from the running median. NaN before there is a number.</summary>
/// <remarks>Each deviation is taken from the median as it stands when the number arrives, so that the result approaches the
/// batch figure without equalling it. Both medians are <see cref="Quantile"/> estimates.</remarks>
[Component("MAD")]
public sealed class Mad : IStatistic
{
    private readonly Quantile _median = new();
    private readonly Quantile _deviation = new();

    /// <inheritdoc/>
    public string Name => "mad";

    /// <inheritdoc/>
    public double Value => _deviation.Value;

    /// <inheritdoc/>
    public void Update(double x)
    {
        _median.Update(x);
        _deviation.Update(Math.Min(double.MaxValue, Math.Abs(x - _median.Value)));
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("median", _median);
        state.Child("deviation", _deviation);
    }
}
