using OnlineMl.Metrics;
using OnlineMl.Statistics;
using OnlineMl.Tests.Contract;

namespace OnlineMl.Tests.Statistics;

/// <summary>What statistics say of nothing, of one number, of equal numbers and of the largest ones.</summary>
public class DegenerateTests
{
    public static TheoryData<string> Statistics =>
        [.. Samples.Listed.Where(component => component.Type.IsAssignableTo(typeof(IStatistic))).Select(component => component.Type.FullName!)];

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void Kurtosis_OfEqualNumbersIsThatOfNone(int count)
    {
        var kurtosis = new Kurtosis();
        for (var i = 0; i < count; i++)
        {
            kurtosis.Update(0.1);
        }

        Assert.Equal(-3, kurtosis.Value);
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e100)]
    [InlineData(1e300)]
    public void ShapesDoNotDependOnTheUnit(double unit)
    {
        Skew skew = new(), scaledSkew = new();
        Kurtosis kurtosis = new(), scaledKurtosis = new();
        double[] numbers = [1, 2, 4, 3, 1.5, 9, 2.5, 0.1];
        foreach (var x in numbers)
        {
            skew.Update(x);
            scaledSkew.Update(x * unit);
            kurtosis.Update(x);
            scaledKurtosis.Update(x * unit);
        }

        Assert.Equal(skew.Value, scaledSkew.Value, 1e-9);
        Assert.Equal(kurtosis.Value, scaledKurtosis.Value, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Statistics))]
    public void NumberThatIsNone_IsRefusedAndChangesNothing(string name)
    {
        var statistic = (IStatistic)Samples.Make(Samples.Find(name));
        statistic.Update(1);
        statistic.Update(2);
        var before = OnlineMl.State.StateFormat.Hash(statistic);
        foreach (var x in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => statistic.Update(x));
        }

        Assert.Equal(before, OnlineMl.State.StateFormat.Hash(statistic));
    }

    [Theory]
    [MemberData(nameof(Statistics))]
    public void LargestNumbers_AreNeverNaNForEver(string name)
    {
        var statistic = (IStatistic)Samples.Make(Samples.Find(name));
        foreach (var x in (double[])[1.7e308, -1.7e308, 1.7e308, -1e200, 1e200])
        {
            statistic.Update(x);
        }

        for (var i = 0; i < 50; i++)
        {
            statistic.Update(i % 2);
        }

        // A correlation has no value once a variance is beyond every number.
        Assert.True(!double.IsNaN(statistic.Value) || statistic is AutoCorr, $"{statistic.Value}");
    }

    [Fact]
    public void Mean_OfTheLargestNumbersIsFinite()
    {
        var mean = new Mean();
        foreach (var x in (double[])[1.7e308, -1.7e308, 1, 1])
        {
            mean.Update(x);
        }

        Assert.InRange(mean.Value, 0, 1e293);
        var variance = new Var();
        variance.Update(1e200);
        variance.Update(-1e200);
        Assert.Equal(double.PositiveInfinity, variance.Value);
        Assert.Equal(0, variance.Mean);
    }

    [Fact]
    public void Correlation_OfConstantsIsZero()
    {
        var correlation = new PearsonCorr();
        for (var i = 0; i < 9; i++)
        {
            correlation.Update(0.1, i);
        }

        Assert.Equal(0, correlation.Value);
    }

    [Fact]
    public void AdjustedMutualInfo_OfTheSameGroupsIsOne()
    {
        for (var count = 1; count < 9; count++)
        {
            var metric = new AdjustedMutualInfo();
            for (var i = 0; i < count; i++)
            {
                metric.Update($"t{i}", $"p{i}");
            }

            Assert.Equal(1, metric.Value);
        }
    }

    [Fact]
    public void R2_OfAConstantTruth()
    {
        R2 right = new(), wrong = new();
        for (var i = 0; i < 4; i++)
        {
            right.Update(0.1, 0.1);
            wrong.Update(0.1, i);
        }

        Assert.Equal(1, right.Value);
        Assert.Equal(0, wrong.Value);
    }
}
