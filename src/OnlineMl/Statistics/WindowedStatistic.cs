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

    private protected override ReadOnlySpan<string> Columns => new string[] { "numbers", "weights" };

    /// <inheritdoc/>
    public void Update(double x) => Update(x, 1);

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        if (Require.Weight(weight))
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
