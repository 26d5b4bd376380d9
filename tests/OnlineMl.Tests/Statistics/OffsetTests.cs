using OnlineMl.Metrics;
using OnlineMl.Randomness;
using OnlineMl.Statistics;
using OnlineMl.Tests.Contract;

namespace OnlineMl.Tests.Statistics;

/// <summary>What does not depend on where a stream lies is the same wherever it lies, but for the digits that its numbers lose there.</summary>
public class OffsetTests
{
    private static readonly string[] OfNumbers = ["Var", "SEM", "EWVar", "PeakToPeak", "Skew", "Kurtosis", "RollingVar", "RollingSEM", "RollingPeakToPeak", "RollingIQR", "AutoCorr"];

    private static readonly string[] OfPairs = ["Cov", "PearsonCorr", "RollingCov", "RollingPearsonCorr", "KolmogorovSmirnov"];

    public static TheoryData<string, double> Numbers => Combine(OfNumbers);

    public static TheoryData<string, double> Pairs => Combine(OfPairs);

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Value_IsTheSameEverywhere(string name, double offset)
    {
        IStatistic near = Make<IStatistic>(name), far = Make<IStatistic>(name);
        foreach (var x in Stream())
        {
            near.Update(x);
            far.Update(offset + x);
        }

        Assert.Equal(near.Value, far.Value, Tolerance(offset));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ValueOfPairs_IsTheSameEverywhere(string name, double offset)
    {
        IBivariateStatistic near = Make<IBivariateStatistic>(name), far = Make<IBivariateStatistic>(name);
        var last = 0.0;
        foreach (var x in Stream())
        {
            near.Update(x, (x + last) / 2);
            far.Update(offset + x, offset + ((x + last) / 2));
            last = x;
        }

        Assert.Equal(near.Value, far.Value, Tolerance(offset));
    }

    [Theory]
    [InlineData(1e8)]
    [InlineData(1.7e9)]
    [InlineData(1.7e12)]
    public void R2_IsTheSameEverywhere(double offset)
    {
        R2 near = new(), far = new();
        var last = 0.0;
        foreach (var x in Stream())
        {
            near.Update(x, (x + last) / 2);
            far.Update(offset + x, offset + ((x + last) / 2));
            last = x;
        }

        Assert.Equal(near.Value, far.Value, Tolerance(offset));
    }

    private static TheoryData<string, double> Combine(string[] names)
    {
        var data = new TheoryData<string, double>();
        foreach (var name in names)
        {
            data.Add(name, 1e8);
            data.Add(name, 1.7e9);
            data.Add(name, 1.7e12);
        }

        return data;
    }

    private static T Make<T>(string name) => (T)Samples.Make(Samples.Listed.Single(component => component.Name == name && component.Type.IsAssignableTo(typeof(T))));

    private static IEnumerable<double> Stream()
    {
        var random = new RandomSource(11);
        return [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
    }

    // A number so far out is wrong by half its last digit; the figures here are at most some hundred times as sensitive.
    private static double Tolerance(double offset) => 100 * (Math.BitIncrement(offset) - offset);
}
