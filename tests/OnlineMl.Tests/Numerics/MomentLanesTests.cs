using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class MomentLanesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GiveTheBitsOfOneNumberAtATime(bool withVariance)
    {
        var random = new Random(1);
        for (var length = 0; length < 12; length++)
        {
            var (counts, means, variances) = (new double[length], new double[length], new double[length]);
            var (oneCounts, oneMeans, oneVariances) = (new double[length], new double[length], new double[length]);
            for (var round = 0; round < 20; round++)
            {
                var numbers = Enumerable.Range(0, length).Select(i => i == 1 ? 7 : random.NextDouble() - 0.5).ToArray();
                var (newCounts, newMeans, newVariances) = (new double[length + 1], new double[length + 1], new double[length + 1]);
                MomentLanes.Learn(numbers, new MomentRows(counts, means, variances), new MomentRows(newCounts, newMeans, newVariances), withVariance);
                (counts, means, variances) = (newCounts[..^1], newMeans[..^1], newVariances[..^1]);
                for (var i = 0; i < length; i++)
                {
                    MomentLanes.LearnOne(numbers[i], ref oneCounts[i], ref oneMeans[i], ref oneVariances[i], withVariance);
                }

                Assert.Equal(oneCounts, counts);
                Assert.Equal(oneMeans, means);
                Assert.Equal(oneVariances, variances);
                var scaled = numbers.ToArray();
                MomentLanes.Scale(scaled, means, variances, withVariance);
                Assert.Equal(numbers.Select((number, i) => MomentLanes.ScaleOne(number, means[i], variances[i], withVariance)), scaled);
            }
        }
    }

    [Fact]
    public void RowsThatAreTooShort_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MomentLanes.Learn(new double[5], Rows(5, 5, 5), Rows(4, 5, 5), true));
        Assert.Throws<ArgumentOutOfRangeException>(() => MomentLanes.Learn(new double[5], Rows(5, 4, 5), Rows(5, 5, 5), true));
        Assert.Throws<ArgumentOutOfRangeException>(() => MomentLanes.Learn(new double[5], Rows(5, 5, 5), Rows(5, 5, 4), true));
        Assert.Throws<ArgumentOutOfRangeException>(() => MomentLanes.Scale(new double[5], new double[4], new double[5], true));
        Assert.Throws<ArgumentOutOfRangeException>(() => MomentLanes.Scale(new double[5], new double[5], new double[4], true));
    }

    private static MomentRows Rows(int counts, int means, int variances) => new(new double[counts], new double[means], new double[variances]);
}
