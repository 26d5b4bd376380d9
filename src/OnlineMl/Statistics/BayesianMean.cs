using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The mean of the numbers, pulled towards a prior belief while there are few of them.</summary>
[Component("BayesianMean")]
public sealed class BayesianMean : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<BayesianMean>, IPartial, IMergeable
{
    private double _sum;
    private double _count;

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

    /// <inheritdoc/>
    public double Value => (_sum + Prior * PriorWeight) / (_count + PriorWeight);

    /// <inheritdoc/>
    public void Update(double x)
    {
        _sum += Require.Finite(x, nameof(x));
        _count++;
    }

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        if (Require.Weight(weight))
        {
            _sum += weight * x;
            _count += weight;
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1)
    {
        Require.Finite(x, nameof(x));
        if (Require.Weight(weight))
        {
            _sum -= weight * x;
            _count = Math.Max(0, _count - weight);
        }
    }

    /// <inheritdoc/>
    public void Merge(BayesianMean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sum += other._sum;
        _count += other._count;
    }

    PartialResults IPartial.ByParts() => new FoldedResults<Part, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        _sum = shares.Sum<BayesianMean>(_sum, mean => mean._sum);
        _count = Math.Max(0, shares.Sum<BayesianMean>(_count, mean => mean._count));
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("sum", ref _sum, NumberRange.Any);
        state.Field("count", ref _count, NumberRange.NotNegative);
    }

    private struct Part
    {
        public double Sum;
        public double Count;
    }

    private readonly struct Fold(BayesianMean mean) : IFold<Part>
    {
        public void Take(ref Part result, ReadOnlySpan<double> row)
        {
            result.Sum += row[1] * row[0];
            result.Count += row[1];
        }

        public void Merge(ref Part result, in Part other)
        {
            result.Sum += other.Sum;
            result.Count += other.Count;
        }

        public void Show(in Part result)
        {
            mean._sum = result.Sum;
            mean._count = result.Count;
        }
    }
}
