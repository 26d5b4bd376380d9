namespace OnlineMl.Statistics;

/// <summary>A statistic over the numbers in a window.</summary>
public abstract class WindowedStatistic : WindowedNumbers<IRevertibleStatistic>, IWeightedStatistic
{
    private readonly IWeightedStatistic? _weighted;

    private protected WindowedStatistic(IRevertibleStatistic obj, int size, TimeSpan period)
        : base(obj, columns: 2, size, period) => _weighted = obj as IWeightedStatistic;

    /// <inheritdoc/>
    public string Name => Obj.Name;

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <summary>Whether the statistic in the window takes weights other than 0 and 1.</summary>
    internal bool TakesWeights => _weighted is not null;

    private protected override ReadOnlySpan<string> Columns => new string[] { "numbers", "weights" };

    /// <inheritdoc/>
    public void Update(double x) => Update(x, 1);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The statistic in the window takes no weights, and the weight is neither 0 nor 1.</exception>
    public void Update(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        if (weight == 1 || Weighing.Check(this, weight))
        {
            Take(x, weight);
        }
    }

    private protected override void Feed(ReadOnlySpan<double> row)
    {
        if (_weighted is null)
        {
            Obj.Update(row[0]);
        }
        else
        {
            _weighted.Update(row[0], row[1]);
        }
    }

    private protected override void Revert(ReadOnlySpan<double> row) => Obj.Revert(row[0], row[1]);

    private protected override bool IsPossible(ReadOnlySpan<double> row) => double.IsFinite(row[0]) && double.IsFinite(row[1]) && row[1] > 0;
}
