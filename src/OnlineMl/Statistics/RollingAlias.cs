using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A statistic of the last numbers under the name that older models use.</summary>
public abstract class RollingAlias : LastNumbers
{
    private protected RollingAlias(IRevertibleStatistic obj, int windowSize)
        : base(windowSize, "rolling" + obj.Name) => Rolling = new RollingStatistic(obj, windowSize);

    /// <summary>What it stands for.</summary>
    private protected RollingStatistic Rolling { get; init; }

    /// <inheritdoc/>
    public sealed override double Value => Rolling.Value;

    /// <inheritdoc/>
    public sealed override void Update(double x) => Rolling.Update(x);

    private protected sealed override void Describe(StateArchive state) => state.Child("rolling", Rolling);
}
