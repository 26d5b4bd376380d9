using OnlineMl.Randomness;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Statistics;

public class MergeTests
{
    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 0)]
    [InlineData(5, 1)]
    [InlineData(40, 60)]
    public void Merge_EqualsConcatenation(int first, int second)
    {
        var numbers = Numbers(first + second);
        Check<Count>(numbers, first);
        Check<Sum>(numbers, first);
        Check<Mean>(numbers, first);
        Check<Var>(numbers, first);
        Check<Sem>(numbers, first);
        Check<Min>(numbers, first);
        Check<Max>(numbers, first);
        Check<AbsMax>(numbers, first);
        Check<PeakToPeak>(numbers, first);
        Check<Skew>(numbers, first);
        Check<Kurtosis>(numbers, first);
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(5, 1)]
    [InlineData(40, 60)]
    public void Merge_OfPairsEqualsConcatenation(int first, int second)
    {
        var numbers = Numbers(2 * (first + second));
        CheckPairs<Cov>(numbers, first);
        CheckPairs<PearsonCorr>(numbers, first);
    }

    [Fact]
    public void Merge_OfDistinctCountsEqualsConcatenation()
    {
        NUnique left = new(), right = new(), whole = new();
        for (var i = 0; i < 3000; i++)
        {
            (i < 1000 ? left : right).Update(i % 2000);
            whole.Update(i % 2000);
        }

        left.Merge(right);

        Assert.Equal(whole.Value, left.Value);
        Assert.InRange(whole.Value, 1800, 2200);
    }

    private static double[] Numbers(int count)
    {
        var random = new RandomSource(7);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGauss(3, 2))];
    }

    private static void Check<T>(double[] numbers, int first)
        where T : IStatistic, IMergeableStatistic<T>, new()
    {
        T left = new(), right = new(), whole = new();
        for (var i = 0; i < numbers.Length; i++)
        {
            (i < first ? left : right).Update(numbers[i]);
            whole.Update(numbers[i]);
        }

        left.Merge(right);

        Close(whole.Value, left.Value);
    }

    private static void CheckPairs<T>(double[] numbers, int first)
        where T : IBivariateStatistic, IMergeableStatistic<T>, new()
    {
        T left = new(), right = new(), whole = new();
        for (var i = 0; i < numbers.Length / 2; i++)
        {
            (i < first ? left : right).Update(numbers[2 * i], numbers[2 * i + 1]);
            whole.Update(numbers[2 * i], numbers[2 * i + 1]);
        }

        left.Merge(right);

        Close(whole.Value, left.Value);
    }

    private static void Close(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-11 * Math.Max(1, Math.Abs(expected)), $"{actual} instead of {expected}");
}
