using OnlineMl.Trees;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Tests.Trees;

public class SplitMeritTests
{
    /// <summary>Classes are treated four at a time, those that a branch lacks among them.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public void OfTwo_IsTheGainOfInformation(int classes)
    {
        double[] left = [.. Enumerable.Range(0, classes).Select(i => i % 3 == 1 ? SplitMerit.Absent : 1 + i)];
        double[] right = [.. Enumerable.Range(0, classes).Select(i => i % 5 == 4 ? 0 : 2.5 * (classes - i))];
        double[] before = [.. left.Zip(right, (a, b) => Math.Max(a, 0) + b)];
        var merit = new SplitMerit(SplitCriterion.InfoGain, 0.01, before, -1, -1, new double[2 * classes]);
        left.CopyTo(merit.Left);
        right.CopyTo(merit.Right);

        var expected = Entropy(before) - (((Sum(left) * Entropy(left)) + (Sum(right) * Entropy(right))) / Sum(before));

        Assert.Equal(expected, merit.OfTwo(), 1e-13);
    }

    private static double Sum(double[] weights) => weights.Sum(weight => Math.Max(weight, 0));

    private static double Entropy(double[] weights) =>
        -weights.Where(weight => weight > 0).Sum(weight => weight / Sum(weights) * Math.Log2(weight / Sum(weights)));
}
