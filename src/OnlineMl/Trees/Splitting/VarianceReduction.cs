using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees.Splitting;

/// <summary>Judges a split by how much it lowers the variance of the target.</summary>
internal readonly record struct VarianceReduction(TargetMoments Before, double MinSamplesSplit)
{
    /// <summary>The merit of two branches; 0 when one of them is too light.</summary>
    public double Of(TargetMoments left, TargetMoments right) =>
        left.Weight >= MinSamplesSplit && right.Weight >= MinSamplesSplit
            ? Before.Variance - (left.Weight / Before.Weight * left.Variance) - (right.Weight / Before.Weight * right.Variance)
            : 0;

    /// <summary>The merit of any number of branches; 0 when one of them is too light.</summary>
    public double Of(ReadOnlySpan<TargetMoments> branches)
    {
        var merit = Before.Variance;
        foreach (var branch in branches)
        {
            if (!(branch.Weight >= MinSamplesSplit))
            {
                return 0;
            }

            merit -= branch.Weight / Before.Weight * branch.Variance;
        }

        return merit;
    }
}
