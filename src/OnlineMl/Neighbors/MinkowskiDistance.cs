using OnlineMl.Catalog;

namespace OnlineMl.Neighbors;

/// <summary>The p-th root of the sum of the p-th powers of the differences.</summary>
/// <remarks>A feature that one side lacks counts as 0 there. Two texts differ by 0 or 1, a text and a number by 1.</remarks>
[Component("minkowski_distance")]
public sealed class MinkowskiDistance
{
    /// <summary>The power: 1 is the Manhattan distance, 2 the Euclidean. Range [1, ∞), default 2.</summary>
    public double P { get; init => field = Require.Between(value, 1, double.MaxValue); } = 2;
}
