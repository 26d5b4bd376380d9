using OnlineMl.Features;

namespace OnlineMl.Tests.Contract;

/// <summary>The examples on which the contract is checked; the same ones in every run.</summary>
internal static class Streams
{
    /// <summary>Features that appear, vanish and change between number and text.</summary>
    public static List<Example> Wild(int count)
    {
        var random = new Random(7);
        var examples = new List<Example>();
        for (var i = 0; i < count; i++)
        {
            var a = random.NextDouble();
            var b = random.Next(5);
            var features = new List<Feature> { new("a", a, null) };
            if (i % 3 != 2)
            {
                features.Add(new Feature("b", b, null));
            }

            if (i > count / 4)
            {
                features.Add(i % 7 == 0 ? new Feature("c", 0, "many") : new Feature("c", random.NextDouble() * 3, null));
            }

            features.Add(new Feature("colour", 0, "rgb".AsSpan(random.Next(3), 1).ToString()));
            var kind = (a > 0.5 ? 1 : 0) + (b > 3 ? 1 : 0);
            examples.Add(new Example(features, (2 * a) + b + random.NextDouble(), kind));
        }

        return examples;
    }

    /// <summary>Numbers only, in the same order in every example.</summary>
    public static List<Example> Tame(int count)
    {
        var random = new Random(11);
        var examples = new List<Example>();
        for (var i = 0; i < count; i++)
        {
            double a = random.NextDouble(), b = random.NextDouble(), c = random.NextDouble();
            examples.Add(new Example(
                [new Feature("a", a, null), new Feature("b", b, null), new Feature("c", c, null)], (2 * a) - b + 1, (a > b ? 1 : 0) + (c > 0.8 ? 1 : 0)));
        }

        return examples;
    }

    /// <summary>Many features, of which each example has some in an order of its own, and two texts.</summary>
    public static List<Example> Wide(int count)
    {
        var random = new Random(13);
        var examples = new List<Example>();
        for (var i = 0; i < count; i++)
        {
            var names = Enumerable.Range(0, 40).OrderBy(_ => random.Next()).Take(random.Next(10, 30)).Select(k => $"f{k}");
            var features = names.Select(name => new Feature(name, random.NextDouble(), null)).ToList();
            features.Insert(random.Next(features.Count), new Feature("a", random.NextDouble(), null));
            features.Insert(random.Next(features.Count), new Feature("b", 0, i % 2 == 0 ? "even" : "odd"));
            features.Add(new Feature("colour", 0, "rgb".AsSpan(random.Next(3), 1).ToString()));
            var sum = features.Sum(feature => feature.Number);
            examples.Add(new Example(features, sum, (sum > 10 ? 1 : 0) + (sum > 13 ? 1 : 0)));
        }

        return examples;
    }

    /// <summary>Examples of ordinary size with very large and very small ones among them.</summary>
    public static List<Example> Extreme(int count)
    {
        var sizes = new[] { 1e150, -1e150, 1e-150, 0, 1e75 };
        return [.. Tame(count).Select((example, i) => i % 5 != 4
            ? example
            : new Example([new Feature("a", sizes[i / 5 % 5], null), new Feature("b", sizes[(i / 5 + 2) % 5], null)], sizes[(i / 5 + 1) % 5], example.Class))];
    }

    /// <summary>An example that no component may stumble over: numbers at the ends of their range and beyond, texts in the place of numbers,
    /// no features at all, or none that was seen before.</summary>
    public static Example Strange(Random random)
    {
        double[] sizes = [1e200, -1e200, 1e-320, double.MaxValue, double.MinValue, 1e150, 0, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        var number = random.NextDouble();
        List<Feature> features = random.Next(7) switch
        {
            0 => [],
            1 => [new Feature($"new{random.Next(1000)}", random.NextDouble(), null), new Feature($"new{random.Next(1000, 2000)}", 0, "text")],
            2 => [new Feature("a", 0, "text"), new Feature("b", 0, ""), new Feature("colour", 1e200, null)],
            3 => [new Feature("a", random.NextDouble(), null), new Feature("colour", 0, "red")],
            4 => [new Feature($"new{random.Next(1000)}", sizes[random.Next(sizes.Length)], null), new Feature("a", random.NextDouble(), null)],
            _ => [new Feature("a", sizes[random.Next(sizes.Length)], null), new Feature("b", sizes[random.Next(sizes.Length)], null), new Feature("colour", 0, "g")],
        };
        double[] targets = [number, number, 1e308, -1e308, 1e-320, 1e200, double.NaN, double.NegativeInfinity];
        return new Example(features, targets[random.Next(targets.Length)], random.Next(3));
    }
}
