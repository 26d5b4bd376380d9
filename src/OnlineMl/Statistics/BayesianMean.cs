using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The mean of the numbers, pulled towards a prior belief while there are few of them.</summary>
[Component("BayesianMean")]
public sealed class BayesianMean : IRevertibleStatistic, IMergeableStatistic<BayesianMean>, IPartial
{
    private double _sum;
    private long _count;

    /// <summary>Makes the statistic.</summary>
    /// <param name="prior">The value believed in before there are numbers. Range (-∞, ∞).</param>
    /// <param name="priorWeight">How many numbers the belief is worth. Range (0, ∞).</param>
    public BayesianMean(double prior, double priorWeight)
    {
        Prior = Require.Finite(prior);
        PriorWeight = Require.Positive(priorWeight);
    }

    /// <summary>The value believed in before there are numbers. Range (-∞, ∞).</summary>
    public double Prior { get; }

    /// <summary>How many numbers the belief is worth. Range (0, ∞).</summary>
    public double PriorWeight { get; }

    /// <inheritdoc/>
    public string Name => "bayes_mean";

    int IPartial.Figures => 2;

    /// <inheritdoc/>
    public double Value => (_sum + Prior * PriorWeight) / (_count + PriorWeight);

    /// <inheritdoc/>
    public void Update(double x)
    {
        _sum += Require.Finite(x, nameof(x));
        _count++;
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1)
    {
        _sum -= Require.Finite(x, nameof(x));
        _count--;
    }

    /// <inheritdoc/>
    public void Merge(BayesianMean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sum += other._sum;
        _count += other._count;
    }

    void IPartial.Read(Span<double> figures)
    {
        figures[0] = _sum;
        figures[1] = _count;
    }

    void IPartial.Write(ReadOnlySpan<double> figures)
    {
        _sum = figures[0];
        _count = (long)figures[1];
    }

    void IPartial.Merge(ReadOnlySpan<double> figures)
    {
        _sum += figures[0];
        _count += (long)figures[1];
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("sum", ref _sum, NumberRange.Any);
        state.Field("count", ref _count);
    }
}
