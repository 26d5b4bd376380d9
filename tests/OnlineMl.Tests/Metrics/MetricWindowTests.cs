using OnlineMl.Metrics;
using OnlineMl.Randomness;
using OnlineMl.State;
using OnlineMl.Tests.Contract;

namespace OnlineMl.Tests.Metrics;

/// <summary>A metric over a window says what one says that has seen nothing but what is in the window.</summary>
public class MetricWindowTests
{
    private const int Size = 10;

    private static readonly double[] Outliers =
        [1e9, 1e17, 1e160, -1e200, 1.7e308, -1.7e308, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    public static TheoryData<string> OfNumbers => Names<IRevertibleRegressionMetric>();

    public static TheoryData<string> OfClasses => Names<IRevertibleClassificationMetric>();

    [Theory]
    [MemberData(nameof(OfNumbers))]
    public void ValueOfNumbers_IsThatOfTheContent(string name)
    {
        IRevertibleRegressionMetric Make() => (IRevertibleRegressionMetric)Samples.Make(Samples.Find(name));
        foreach (var make in (Func<IRegressionMetric>[])
            [() => new RollingRegressionMetric(Make(), Size), () => new TimeRollingRegressionMetric(Make(), TimeSpan.FromSeconds(Size))])
        {
            var random = new RandomSource(5);
            var window = make();
            List<(double True, double Predicted, double Weight)> content = [];
            for (var i = 0; i < 500; i++)
            {
                var y = random.NextUniform(1, 2);
                var predicted = i > 40 && random.NextDouble() < 0.04 ? Outliers[random.NextInt(Outliers.Length)] : y + random.NextGauss(0, 0.1);
                content.Add((i % 50 == 49 ? 1e-320 : y, predicted, i % 2 == 0 ? 1 : 0.1 + random.NextDouble()));
                content.RemoveRange(0, Math.Max(0, content.Count - Size));
                Feed(window, i, () => window.Update(content[^1].True, content[^1].Predicted, content[^1].Weight));
                var fresh = Make();
                content.ForEach(row => fresh.Update(row.True, row.Predicted, row.Weight));

                Close(fresh.Value, window.Value, i);
                Resume(ref window, make, i);
            }
        }
    }

    [Theory]
    [MemberData(nameof(OfClasses))]
    public void ValueOfClasses_IsThatOfTheContent(string name)
    {
        IRevertibleClassificationMetric Make() => (IRevertibleClassificationMetric)Samples.Make(Samples.Find(name));
        foreach (var make in (Func<IClassificationMetric>[])
            [() => new RollingClassificationMetric(Make(), Size), () => new TimeRollingClassificationMetric(Make(), TimeSpan.FromSeconds(Size))])
        {
            var random = new RandomSource(5);
            var window = make();
            List<(Label True, Probabilities Predicted, double Weight)> content = [];
            for (var i = 0; i < 500; i++)
            {
                var p = i % 60 == 59 ? double.NaN : random.NextDouble();
                var probabilities = new Probabilities { { false, 1 - p }, { true, p } };
                if (i % 5 == 0)
                {
                    // Classes that come once and never again.
                    probabilities.Add($"class {i}", 1 + random.NextDouble());
                }

                var weight = i / 100 % 2 == 0 ? 1 : random.NextDouble() < 0.1 ? 1e12 : random.NextDouble();
                content.Add((i % 5 == 0 ? $"class {i - (i % 10)}" : random.NextDouble() < 0.5, probabilities, weight));
                content.RemoveRange(0, Math.Max(0, content.Count - Size));
                Feed(window, i, () => window.Update(content[^1].True, content[^1].Predicted, content[^1].Weight));
                var fresh = Make();
                content.ForEach(row => fresh.Update(row.True, row.Predicted, row.Weight));

                Close(fresh.Value, window.Value, i);
                Resume(ref window, make, i);
            }
        }
    }

    [Theory]
    [MemberData(nameof(OfNumbers))]
    public void InfiniteError_IsSaidAndOverWhenItHasLeft(string name)
    {
        var metric = new RollingRegressionMetric((IRevertibleRegressionMetric)Samples.Make(Samples.Find(name)), 5);
        foreach (var predicted in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            metric.Update(1, predicted);
            metric.Update(2, 2);
            Assert.True(double.IsInfinity(metric.Value), $"{metric.Value} with {predicted}");
        }

        for (var i = 0; i < 5; i++)
        {
            metric.Update(i, i + 0.1);
        }

        Assert.InRange(metric.Value, 0, 100);
    }

    [Fact]
    public void HugeErrors_HaveAMeanWhereANumberCanSayIt()
    {
        Mae absolute = new();
        Rmse root = new();
        Smape symmetric = new();
        for (var i = 0; i < 4; i++)
        {
            absolute.Update(1.7e308, i == 0 ? -1.7e308 : 1.7e308);
            root.Update(0, i == 0 ? 1e200 : 0);
            symmetric.Update(1e308, -1e308);
        }

        Assert.Equal(8.5e307, absolute.Value, 1e294);
        Assert.Equal(5e199, root.Value, 1e186);
        Assert.Equal(200, symmetric.Value);
    }

    [Fact]
    public void Mape_OfATargetThatIsNearlyZeroIsInfinite()
    {
        var metric = new RollingRegressionMetric(new Mape(), 2);
        metric.Update(1e-320, 1);
        Assert.Equal(double.PositiveInfinity, metric.Value);

        metric.Update(1, 1.5);
        metric.Update(2, 1);
        Assert.Equal(50, metric.Value);
    }

    private static TheoryData<string> Names<T>() =>
        [.. Samples.Listed.Where(component => component.Type.IsAssignableTo(typeof(T))).Select(component => component.Type.FullName!)];

    private static void Feed(IMetric metric, int i, Action update)
    {
        if (metric is ITimeAware timed)
        {
            timed.Time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(i);
        }

        update();
    }

    // A window that was saved and loaded goes on bit for bit.
    private static void Resume<T>(ref T window, Func<T> make, int i)
        where T : class, IStateful
    {
        if (i % 7 == 3)
        {
            var loaded = make();
            StateFormat.CopyTo(window, loaded);
            Assert.Equal(StateFormat.Hash(window), StateFormat.Hash(loaded));
            window = loaded;
        }
    }

    private static void Close(double expected, double actual, int i) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{actual} instead of {expected} after {i}");
}
