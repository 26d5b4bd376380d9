namespace OnlineMl.Statistics;

/// <summary>A statistic of pairs over the pairs in a window.</summary>
public abstract class WindowedBivariateStatistic : WindowedNumbers<IRevertibleBivariateStatistic>, IWeightedBivariateStatistic
{
    private readonly IWeightedBivariateStatistic? _weighted;

    private protected WindowedBivariateStatistic(IRevertibleBivariateStatistic obj, int size, TimeSpan period)
        : base(obj, columns: 3, size, period) => _weighted = obj as IWeightedBivariateStatistic;

    /// <inheritdoc/>
    public string Name => Obj.Name;

    /// <inheritdoc/>
    public double Value => Obj.Value;

    private protected override ReadOnlySpan<string> Columns => new string[] { "first", "second", "weights" };

    /// <inheritdoc/>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <inheritdoc/>
    public void Update(double x, double y, double weight)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            Take(x, y, weight);
        }
    }

    private protected override void Feed(ReadOnlySpan<double> row)
    {
        if (_weighted is null)
        {
            Obj.Update(row[0], row[1]);
        }
        else
        {
            _weighted.Update(row[0], row[1], row[2]);
        }
    }

    private protected override void Revert(ReadOnlySpan<double> row) => Obj.Revert(row[0], row[1], row[2]);

    private protected override bool IsPossible(ReadOnlySpan<double> row) =>
        double.IsFinite(row[0]) && double.IsFinite(row[1]) && double.IsFinite(row[2]) && row[2] > 0;
}
