using OnlineMl.Features;
using OnlineMl.Neighbors;

namespace OnlineMl.Tests.Neighbors;

public class LazySearchTests
{
    private readonly FeatureSpace _space = new();

    [Fact]
    public void Example()
    {
        var space = new FeatureSpace();
        var search = new LazySearch { WindowSize = 3 };
        foreach (var number in new[] { 1.0, 5, 2, 9 })
        {
            search.Append(new FeatureVector(space) { ["x"] = number });
        }

        var nearest = search.Search(new FeatureVector(space) { ["x"] = 3 }, 2);

        // The 1 has left the window; its slot holds the 9.
        Assert.Equal([new Neighbor(2, 1), new Neighbor(1, 2)], nearest.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Search_FindsWhatALoopFinds_WhileFeaturesComeAndGo(double power)
    {
        var random = new Random(7);
        var search = new LazySearch { WindowSize = 40, DistFunc = new MinkowskiDistance { P = power } };
        var window = new List<(int Slot, FeatureVector X)>();
        for (var i = 0; i < 150; i++)
        {
            var x = Draw(random);
            var expected = window.Select(row => (row.Slot, Distance: Distance(row.X, x, power))).OrderBy(row => row.Distance).Take(6).ToList();
            var found = search.Search(x, 6).ToArray();
            Assert.Equal(expected.ConvertAll(row => Math.Round(row.Distance, 9)), found.Select(row => Math.Round(row.Distance, 9)));

            window.Add((search.Append(x), x));
            if (window.Count > 40)
            {
                window.RemoveAt(0);
            }
        }
    }

    [Fact]
    public void Search_PutsTheNewerOfEquallyNearExamplesFirst()
    {
        var search = new LazySearch { WindowSize = 3 };
        foreach (var number in new[] { 9.0, 1, 3, 3 })
        {
            search.Append(new FeatureVector(_space) { ["x"] = number });
        }

        var x = new FeatureVector(_space) { ["x"] = 2 };
        Assert.Equal([0, 2], search.Search(x, 2).ToArray().Select(neighbor => neighbor.Slot));
        Assert.Equal([0, 2, 1], search.Search(x, 1, includeTies: true).ToArray().Select(neighbor => neighbor.Slot));
    }

    [Fact]
    public void Search_FindsWhatSortingByDistanceAndAgeFinds()
    {
        var random = new Random(9);
        var search = new LazySearch { WindowSize = 37 };
        var window = new List<(double Number, int Slot)>();
        for (var i = 0; i < 200; i++)
        {
            double wanted = random.Next(8);
            var x = new FeatureVector(_space) { ["x"] = wanted };
            var sorted = window.AsEnumerable().Reverse().OrderBy(entry => Math.Abs(entry.Number - wanted)).Select(entry => entry.Slot).ToList();
            foreach (var count in new[] { 1, 5, 50 })
            {
                Assert.Equal(sorted.Take(count), search.Search(x, count).ToArray().Select(neighbor => neighbor.Slot));
            }

            window.Add((wanted, search.Append(x)));
            window = [.. window.TakeLast(37)];
        }
    }

    [Fact]
    public void Update_DropsExamplesThatAreTooNear()
    {
        var search = new LazySearch { MinDistanceKeep = 0.5 };

        Assert.True(search.Update(new FeatureVector(_space) { ["x"] = 1 }));
        Assert.False(search.Update(new FeatureVector(_space) { ["x"] = 1.2 }));
        Assert.True(search.Update(new FeatureVector(_space) { ["x"] = 2 }));
    }

    private static double Distance(FeatureVector a, FeatureVector b, double power)
    {
        var sum = 0.0;
        foreach (var name in a.Concat(b).Select(feature => feature.Name).Distinct(StringComparer.Ordinal))
        {
            var left = a.FirstOrDefault(feature => feature.Name == name);
            var right = b.FirstOrDefault(feature => feature.Name == name);
            sum += left.Text is null && right.Text is null ? Math.Pow(Math.Abs(left.Number - right.Number), power)
                : left.Text == right.Text ? 0 : 1;
        }

        return Math.Pow(sum, 1 / power);
    }

    private FeatureVector Draw(Random random)
    {
        var x = new FeatureVector(_space);
        for (var j = 0; j < 6; j++)
        {
            switch (random.Next(4))
            {
                case 0:
                    x.Add($"f{j}", $"t{random.Next(3)}");
                    break;
                case 1 or 2:
                    x.Add($"f{j}", random.NextDouble());
                    break;
            }
        }

        return x;
    }
}
