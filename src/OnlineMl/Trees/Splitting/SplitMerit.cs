using System.Runtime.Intrinsics;
using OnlineMl.Numerics;

namespace OnlineMl.Trees.Splitting;

/// <summary>Judges how well a split separates the classes of one leaf.</summary>
/// <remarks>A distribution lists the weight of each class slot; a class that a branch does not know counts as <see cref="Absent"/>.</remarks>
internal readonly ref struct SplitMerit
{
    /// <summary>The weight of a class that a branch has never seen, as opposed to one whose weight is 0.</summary>
    public const double Absent = -1;

    private readonly SplitCriterion _criterion;
    private readonly double _minBranchFraction;
    private readonly double _entropyBefore;
    private readonly int _negative;
    private readonly int _positive;
    private readonly Span<double> _scratch;

    /// <param name="criterion">The measure.</param>
    /// <param name="minBranchFraction">The share of the weight that at least two branches must exceed.</param>
    /// <param name="before">The weights of the classes in the leaf.</param>
    /// <param name="negative">The slot of the class false or 0, or -1.</param>
    /// <param name="positive">The slot of the class true or 1, or -1.</param>
    /// <param name="scratch">Room for two branches.</param>
    public SplitMerit(
        SplitCriterion criterion, double minBranchFraction, ReadOnlySpan<double> before, int negative, int positive, Span<double> scratch)
    {
        _criterion = criterion;
        _minBranchFraction = minBranchFraction;
        _entropyBefore = criterion == SplitCriterion.InfoGain ? WeightedEntropy(before, Sum(before)) / Sum(before) : 0;
        _negative = negative;
        _positive = positive;
        _scratch = scratch;
        Before = before;
        Classes = before.Length;
    }

    /// <summary>How many class slots there are.</summary>
    public int Classes { get; }

    /// <summary>The weights of the classes in the leaf.</summary>
    public ReadOnlySpan<double> Before { get; }

    /// <summary>Room for the distribution of the first of two branches.</summary>
    public Span<double> Left => _scratch[..Classes];

    /// <summary>Room for the distribution of the second of two branches.</summary>
    public Span<double> Right => _scratch.Slice(Classes, Classes);

    /// <summary>The merit of the split into <see cref="Left"/> and <see cref="Right"/>.</summary>
    public double OfTwo() => Of(_scratch[..(2 * Classes)]);

    /// <summary>The merit of a split into branches whose distributions follow each other.</summary>
    public double Of(ReadOnlySpan<double> branches)
    {
        var total = 0.0;
        for (var at = 0; at < branches.Length; at += Classes)
        {
            total += Sum(branches.Slice(at, Classes));
        }

        var large = 0;
        var impurity = 0.0;
        for (var at = 0; at < branches.Length; at += Classes)
        {
            var branch = branches.Slice(at, Classes);
            var sum = Sum(branch);
            if (total > 0 && sum / total > _minBranchFraction)
            {
                large++;
            }
        }

        if (large < 2)
        {
            return double.NegativeInfinity;
        }

        if (_criterion == SplitCriterion.Hellinger)
        {
            return Hellinger(branches);
        }

        for (var at = 0; at < branches.Length; at += Classes)
        {
            var branch = branches.Slice(at, Classes);
            var sum = Sum(branch);
            impurity += _criterion == SplitCriterion.Gini ? sum * Gini(branch, sum) : WeightedEntropy(branch, sum);
        }

        return _criterion == SplitCriterion.Gini ? 1 - (impurity / total) : _entropyBefore - (impurity / total);
    }

    /// <summary>The range of the merit, for the Hoeffding bound.</summary>
    public static double Range(SplitCriterion criterion, int classes) =>
        criterion switch
        {
            SplitCriterion.Gini => 1,
            SplitCriterion.InfoGain or SplitCriterion.Hellinger => Elementary.Log2(Math.Max(2, classes)),
        };

    private static double Sum(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += Math.Max(weight, 0);
        }

        return sum;
    }

    private static double WeightedEntropy(ReadOnlySpan<double> weights, double sum)
    {
        if (sum <= 0)
        {
            return 0;
        }

        var entropy = sum * Elementary.Log2(sum);
        var i = 0;
        for (; i <= weights.Length - Lanes.Width; i += Lanes.Width)
        {
            var four = Lanes.Load(weights, i);
            var present = Vector256.ConditionalSelect(Vector256.GreaterThan(four, Vector256<double>.Zero), four, Vector256<double>.One);
            var terms = present * Elementary.Log2(present);
            entropy = entropy - terms[0] - terms[1] - terms[2] - terms[3];
        }

        foreach (var weight in weights[i..])
        {
            if (weight > 0)
            {
                entropy -= weight * Elementary.Log2(weight);
            }
        }

        return entropy;
    }

    private static double Gini(ReadOnlySpan<double> weights, double sum)
    {
        var gini = 1.0;
        if (sum > 0)
        {
            foreach (var weight in weights)
            {
                var share = Math.Max(weight, 0) / sum;
                gini -= share * share;
            }
        }

        return gini;
    }

    private double Hellinger(ReadOnlySpan<double> branches)
    {
        if (_negative < 0 || _positive < 0)
        {
            return 0;
        }

        var leftNegative = branches[_negative];
        var leftPositive = branches[_positive];
        var rightNegative = branches[Classes + _negative];
        var rightPositive = branches[Classes + _positive];
        if (leftNegative < 0 || leftPositive < 0 || rightNegative < 0 || rightPositive < 0)
        {
            return 0;
        }

        var negatives = leftNegative + rightNegative;
        var positives = leftPositive + rightPositive;
        if (negatives == 0 || positives == 0)
        {
            return 0;
        }

        var left = Math.Sqrt(leftNegative / negatives) - Math.Sqrt(leftPositive / positives);
        var right = Math.Sqrt(rightNegative / negatives) - Math.Sqrt(rightPositive / positives);
        return Math.Sqrt((left * left) + (right * right));
    }
}
