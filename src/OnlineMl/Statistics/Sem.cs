using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The standard error of the mean. 0 until more than <see cref="Ddof"/> numbers were seen.</summary>
[Component("SEM")]
public sealed class Sem : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Sem>, IPartial, IMergeable
{
    private readonly Var _variance = new();

    /// <summary>What is taken off the count when dividing. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => _variance.Ddof;
        init => _variance = new Var { Ddof = value };
    }

    /// <inheritdoc/>
    public string Name => "sem";

    /// <inheritdoc/>
    public double Value => _variance.TotalWeight > 0 ? Math.Sqrt(_variance.Value / _variance.TotalWeight) : 0;

    /// <inheritdoc/>
    public void Update(double x) => _variance.Update(x);

    /// <inheritdoc/>
    public void Update(double x, double weight) => _variance.Update(x, weight);

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1) => _variance.Revert(x, weight);

    /// <inheritdoc/>
    public void Merge(Sem other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _variance.Merge(other._variance);
    }

    PartialResults IPartial.ByParts() => ((IPartial)_variance).ByParts();

    void IMergeable.Merge(Shares shares)
    {
        shares.Merge<Sem>(_variance, sem => sem._variance);
    }

    void IStateful.Describe(StateArchive state) => state.Child("variance", _variance);
}
