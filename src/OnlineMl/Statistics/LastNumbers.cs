using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A statistic of the last so many numbers.</summary>
public abstract class LastNumbers : IStatistic, ISized
{
    private readonly string _name;

    private protected LastNumbers(int windowSize, string name)
    {
        WindowSize = Require.Positive(windowSize, nameof(windowSize));
        _name = name;
    }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public virtual string Name => string.Create(CultureInfo.InvariantCulture, $"{_name}_{WindowSize}");

    /// <inheritdoc/>
    public abstract double Value { get; }

    /// <inheritdoc/>
    public abstract void Update(double x);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => Describe(state);

    private protected abstract void Describe(StateArchive state);
}
