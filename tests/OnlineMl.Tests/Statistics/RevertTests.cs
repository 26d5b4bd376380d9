using OnlineMl.Statistics;

namespace OnlineMl.Tests.Statistics;

public class RevertTests
{
    public static TheoryData<IRevertibleStatistic, IRevertibleStatistic> Pairs => new()
    {
        { new Count(), new Count() },
        { new Sum(), new Sum() },
        { new Mean(), new Mean() },
        { new Var(), new Var() },
        { new Sem { Ddof = 0 }, new Sem { Ddof = 0 } },
        { new BayesianMean(2, 3), new BayesianMean(2, 3) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Revert_ForgetsTheNumber(IRevertibleStatistic reverted, IRevertibleStatistic untouched)
    {
        double[] numbers = [3, -1.5, 8, 2.25, 7];
        foreach (var x in numbers)
        {
            reverted.Update(x);
        }

        reverted.Revert(numbers[0]);
        reverted.Revert(numbers[3]);
        untouched.Update(numbers[1]);
        untouched.Update(numbers[2]);
        untouched.Update(numbers[4]);

        Assert.Equal(untouched.Value, reverted.Value, 1e-12);
    }

    [Fact]
    public void Revert_OfEverythingStartsAfresh()
    {
        var variance = new Var();
        variance.Update(0.1, 0.3);
        variance.Update(0.2, 0.6);
        variance.Revert(0.1, 0.3);
        variance.Revert(0.2, 0.6);

        variance.Update(5);
        variance.Update(7);

        Assert.Equal(2, variance.Value, 1e-12);
    }

    [Fact]
    public void Revert_OfAPairNeverSeenIsRefused()
    {
        var distance = new KolmogorovSmirnov();
        distance.Update(1, 2);

        Assert.Throws<InvalidOperationException>(() => distance.Revert(3, 2));
    }
}
