using OnlineMl.Catalog;

#pragma warning disable MA0048 // A table of formulas over the same two groupings reads better in one place than in seven.
namespace OnlineMl.Metrics;

/// <summary>The share of pairs of examples that truth and prediction agree to put together or apart. 1 before there is a pair.</summary>
[Component("Rand")]
public sealed class Rand : AgreementMetric
{
    private protected override double Of(in ClusterAgreement agreement)
    {
        var (both, predicted, actual, neither) = agreement.Pairs;
        var pairs = both + predicted + actual + neither;
        return pairs == 0 ? 1 : (both + neither) / pairs;
    }
}

/// <summary>The Rand index set off against chance: 0 for random groups, 1 for the same ones. 1 where nothing can differ.</summary>
[Component("AdjustedRand")]
public sealed class AdjustedRand : AgreementMetric
{
    private protected override double Of(in ClusterAgreement agreement)
    {
        var (both, predicted, actual, neither) = agreement.Pairs;
        var chance = (both + actual) * (actual + neither) + (both + predicted) * (predicted + neither);
        return chance == 0 ? 1 : 2 * (both * neither - actual * predicted) / chance;
    }
}

/// <summary>The geometric mean of precision and recall over pairs of examples. 0 where there is nothing to divide by.</summary>
[Component("FowlkesMallows")]
public sealed class FowlkesMallows : AgreementMetric
{
    private protected override double Of(in ClusterAgreement agreement)
    {
        var (both, predicted, actual, _) = agreement.Pairs;
        return Math.Sqrt(ClassScores.Ratio(both, both + predicted) * ClassScores.Ratio(both, both + actual));
    }
}

/// <summary>The mutual information of truth and prediction, in nats. Starts at 0.</summary>
[Component("MutualInfo")]
public sealed class MutualInfo : AgreementMetric
{
    private protected override double Of(in ClusterAgreement agreement) => agreement.MutualInformation;
}

/// <summary>How far each predicted group holds examples of one class only. 1 where there is just one class.</summary>
[Component("Homogeneity")]
public sealed class Homogeneity : AgreementMetric
{
    private protected override double Of(in ClusterAgreement agreement) => agreement.Homogeneity;
}

/// <summary>How far the examples of each class lie in one predicted group. 1 where there is just one group.</summary>
[Component("Completeness")]
public sealed class Completeness : AgreementMetric
{
    private protected override double Of(in ClusterAgreement agreement) => agreement.Completeness;
}

/// <summary>The weighted harmonic mean of homogeneity and completeness. 0 where both are 0.</summary>
[Component("VBeta")]
public sealed class VBeta : AgreementMetric
{
    /// <summary>How much more completeness counts than homogeneity. Range (0, ∞), default 1.</summary>
    public double Beta { get; init => field = Require.Positive(value); } = 1;

    private protected override double Of(in ClusterAgreement agreement)
    {
        double homogeneity = agreement.Homogeneity, completeness = agreement.Completeness;
        return ClassScores.Ratio((1 + Beta) * homogeneity * completeness, Beta * homogeneity + completeness);
    }
}
