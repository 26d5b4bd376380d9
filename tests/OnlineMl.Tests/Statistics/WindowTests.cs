using OnlineMl.Catalog;
using OnlineMl.Randomness;
using OnlineMl.State;
using OnlineMl.Statistics;
using OnlineMl.Tests.Contract;

namespace OnlineMl.Tests.Statistics;

/// <summary>A statistic over a window says what one says that has seen nothing but what is in the window.</summary>
public class WindowTests
{
    private const int Size = 10;

    private static readonly double[] Outliers = [1e9, -1e17, 1e160, -1e200, 1.7e308, -1.7e308];

    public static TheoryData<string> Statistics => Names(typeof(IStatistic), typeof(IRevertibleStatistic));

    public static TheoryData<string> Pairs => Names(typeof(IBivariateStatistic), typeof(IRevertibleBivariateStatistic));

    [Theory]
    [MemberData(nameof(Statistics))]
    public void Value_IsThatOfTheContent(string name)
    {
        foreach (var make in Makers(name, Over))
        {
            Check(make(), make, (statistic, row) => statistic.Update(row.X), statistic => statistic.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ValueOfPairs_IsThatOfTheContent(string name)
    {
        foreach (var make in Makers(name, OverPairs))
        {
            Check(make(), make, (statistic, row) => statistic.Update(row.X, row.Y), statistic => statistic.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Statistics))]
    public void WeightedValue_IsThatOfTheContent(string name)
    {
        foreach (var make in Makers(name, Over))
        {
            if (make() is IWeightedStatistic)
            {
                Check(make(), make, (statistic, row) => ((IWeightedStatistic)statistic).Update(row.X, row.Weight), statistic => statistic.Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Statistics))]
    public void LateNumbers_ComeAsIfInTime(string name)
    {
        if (Samples.Find(name).Type.IsAssignableTo(typeof(IRevertibleStatistic)))
        {
            var random = new RandomSource(3);
            var window = new TimeRollingStatistic((IRevertibleStatistic)Samples.Make(Samples.Find(name)), TimeSpan.FromSeconds(Size));
            List<(double Time, double X)> all = [];
            for (var i = 0; i < 300; i++)
            {
                (double Time, double X) row = (i - (random.NextDouble() < 0.4 ? 14 * random.NextDouble() : 0), random.NextGauss(3, 1));
                all.Add(row);
                window.Update(row.X, At(row.Time));
                var latest = all.Max(other => other.Time);
                var fresh = (IRevertibleStatistic)Samples.Make(Samples.Find(name));
                foreach (var (time, x) in all.OrderBy(other => other.Time))
                {
                    if (At(time) > At(latest) - TimeSpan.FromSeconds(Size))
                    {
                        fresh.Update(x);
                    }
                }

                Assert.Equal(fresh.Value, window.Value, 1e-9);
                Resume(ref window, () => new TimeRollingStatistic((IRevertibleStatistic)Samples.Make(Samples.Find(name)), TimeSpan.FromSeconds(Size)), i);
            }
        }
    }

    private static TheoryData<string> Names(Type task, Type revertible) =>
        [.. Samples.Listed.Where(component => component.Type.IsAssignableTo(task) &&
            (component.Type.IsAssignableTo(revertible) || component.Name.StartsWith("Rolling", StringComparison.Ordinal))).Select(component => component.Type.FullName!)];

    private static List<Func<T>> Makers<T>(string name, Func<object, Func<T>[]> over)
    {
        var component = Samples.Find(name);
        return component.Name.StartsWith("Rolling", StringComparison.Ordinal)
            ? [() => (T)Samples.Make(component)]
            : [.. over(component).Select((_, i) => (Func<T>)(() => over(component)[i]()))];
    }

    private static Func<IStatistic>[] Over(object component) =>
    [
        () => new RollingStatistic((IRevertibleStatistic)Samples.Make((ComponentDescriptor)component), Size),
        () => new TimeRollingStatistic((IRevertibleStatistic)Samples.Make((ComponentDescriptor)component), TimeSpan.FromSeconds(Size)),
    ];

    private static Func<IBivariateStatistic>[] OverPairs(object component) =>
    [
        () => new RollingBivariateStatistic((IRevertibleBivariateStatistic)Samples.Make((ComponentDescriptor)component), Size),
        () => new TimeRollingBivariateStatistic((IRevertibleBivariateStatistic)Samples.Make((ComponentDescriptor)component), TimeSpan.FromSeconds(Size)),
    ];

    private static void Check<T>(T window, Func<T> make, Action<T, Row> update, Func<T, double> valueOf)
        where T : class, IStateful
    {
        var random = new RandomSource(5);
        List<Row> content = [];
        for (var i = 0; i < 400; i++)
        {
            var outlier = i > 40 && random.NextDouble() < 0.04 ? Outliers[random.NextInt(Outliers.Length)] : 0;
            var x = outlier == 0 ? random.NextDouble() : outlier;
            var row = new Row(x, outlier == 0 || i % 2 == 0 ? random.NextDouble() + 0.3 * x / Math.Max(1, Math.Abs(x)) : outlier, 0.1 + random.NextDouble());
            content.Add(row);
            content.RemoveRange(0, Math.Max(0, content.Count - Size));
            Feed(window, row, i, update);
            var fresh = make();
            for (var j = 0; j < content.Count; j++)
            {
                Feed(fresh, content[j], i + 1 - content.Count + j, update);
            }

            Close(valueOf(fresh), valueOf(window), content, i);
            Resume(ref window, make, i);
        }
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

    private static void Feed<T>(T statistic, Row row, int i, Action<T, Row> update)
    {
        if (statistic is ITimeAware timed)
        {
            timed.Time = At(i);
        }

        update(statistic, row);
    }

    private static DateTime At(double seconds) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(seconds);

    private static void Close(double expected, double actual, List<Row> content, int i)
    {
        var largest = content.Max(row => Math.Max(Math.Abs(row.X), Math.Abs(row.Y)));

        // Sums and squares of numbers near the largest may be none, in whatever order they are added.
        var isHuge = largest > 1e150;
        Assert.True(
            expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-12 * (1 + largest * largest) || (isHuge && !double.IsFinite(expected) && !double.IsFinite(actual)),
            $"{actual} instead of {expected} after {i} with [{string.Join(", ", content)}]");
    }

    private sealed record Row(double X, double Y, double Weight);
}
