using System.Text.Json;
using System.Text.Json.Serialization;
using OnlineMl.Features;

namespace OnlineMl.Tests.Features;

public class ObjectFeaturesTests
{
    [Fact]
    public void Fill_TakesPropertiesOfAnonymousType()
    {
        var x = new FeatureVector();
        x.FillFromObject(new { Age = 31, Country = "FR", Income = (double?)null, Member = true, Day = DayOfWeek.Monday });
        Assert.Equal([new("Age", 31, null), new("Country", 0, "FR"), new("Member", 1, null), new("Day", 0, "Monday")], x);
    }

    [Fact]
    public void Fill_TakesPropertiesOfRecordStructAndBaseClass()
    {
        var x = new FeatureVector();
        x.FillFromObject(new Point(1, 2.5m));
        Assert.Equal([new("X", 1, null), new("Y", 2.5, null)], x);
        x.FillFromObject(new Order { Total = 9, At = new DateOnly(1, 1, 3), Loose = 4, Kind = null });
        Assert.Equal([("At", 2), ("Loose", 4), ("Total", 9)], x.Select(feature => (feature.Name, feature.Number)).Order());
    }

    [Fact]
    public void Fill_RefusesOtherTypesAndNumbersThatAreNotFinite()
    {
        var x = new FeatureVector();
        Assert.Contains("'Place'", Assert.Throws<ArgumentException>(() => x.FillFromObject(new { Place = new Version(1, 2) })).Message, StringComparison.Ordinal);
        Assert.Contains("'Size'", Assert.Throws<ArgumentException>(() => x.FillFromObject(new { Size = float.NaN })).Message, StringComparison.Ordinal);
        Assert.Equal(0, x.Count);
    }

    [Fact]
    public void Fill_TakesNamesAndExceptionsOfJson()
    {
        var x = new FeatureVector();
        var customer = new Customer { Key = Guid.NewGuid(), PageCount = 3 };

        x.FillFromObject(customer);
        Assert.Equal([new("n", 0, "x"), new("PageCount", 3, null)], x);

        x.FillFromObject(customer, JsonNamingPolicy.SnakeCaseLower);
        Assert.Equal([new("n", 0, "x"), new("page_count", 3, null)], x);
    }

    [Fact]
    public void Fill_TakesObjectsInObjectsAndListsOfTexts()
    {
        var x = new FeatureVector();

        x.FillFromObject(new Delivery(new Address("Lyon", new Position(45.7, null)), null, ["new", "gift", "new", null]));
        Assert.Equal(
            [new("Home.City", 0, "Lyon"), new("Home.At.Latitude", 45.7, null), new("Tags_new", 1, null), new("Tags_gift", 1, null)], x);

        x.FillFromObject(new Delivery(null, new Position(1, 2), null), JsonNamingPolicy.CamelCase);
        Assert.Equal([new("stop.latitude", 1, null), new("stop.longitude", 2, null)], x);
    }

    [Fact]
    public void Fill_TakesIdentifiersLettersAndTimes()
    {
        var key = Guid.NewGuid();
        var x = new FeatureVector();

        x.FillFromObject(new { Key = key, Grade = 'A', At = new TimeOnly(6, 0), Took = TimeSpan.FromHours(36), Loose = (object)'B', None = (Guid?)null });

        Assert.Equal([new("Key", 0, key.ToString()), new("Grade", 0, "A"), new("At", 0.25, null), new("Took", 1.5, null), new("Loose", 0, "B")], x);
    }

    [Fact]
    public void Fill_TakesADictionaryAsItsPairs()
    {
        var x = new FeatureVector();
        x.FillFromObject(new Dictionary<string, object?> { ["a"] = 1, ["b"] = "c" });
        Assert.Equal([new("a", 1, null), new("b", 0, "c")], x);
    }

    [Fact]
    public void Fill_TakesAnyDictionaryOfNames()
    {
        Assert.Equal([new("a", 1, null)], Filled(new Dictionary<string, double> { ["a"] = 1 }));
        Assert.Equal([new("a", 0, "x")], Filled(new Dictionary<string, string?> { ["a"] = "x", ["b"] = null }));
        Assert.Equal([new("a", 2, null)], Filled(new Dictionary<string, int?> { ["a"] = 2, ["b"] = null }));
        Assert.Equal([new("a", 3, null)], Filled<IReadOnlyDictionary<string, double>>(new Dictionary<string, double> { ["a"] = 3 }));
        Assert.Equal([new("a", 0, "y")], Filled<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?> { ["a"] = "y" }));
        Assert.Contains("A key of the dictionary is a Int32", Assert.Throws<ArgumentException>(() => Filled(new Dictionary<int, int> { [1] = 2 })).Message, StringComparison.Ordinal);

        static FeatureVector Filled<T>(T example)
        {
            var x = new FeatureVector();
            x.FillFromObject(example);
            return x;
        }
    }

    [Fact]
    public void Fill_RefusesTypesOfTheFrameworkWhosePropertiesAreNoFeatures()
    {
        var x = new FeatureVector();
        Assert.Contains("A String is no example", Refusal("text"), StringComparison.Ordinal);
        Assert.Contains("A Int32 is no example", Refusal(5), StringComparison.Ordinal);
        Assert.Contains("A List`1 is no example", Refusal(new List<string> { "a" }), StringComparison.Ordinal);
        Assert.Contains("A JsonElement is no example", Refusal(JsonElement.Parse("{}")), StringComparison.Ordinal);
        Assert.Contains("'Lines' is a List`1; ", Refusal(new { Lines = new List<int>() }), StringComparison.Ordinal);
        Assert.Contains("[JsonIgnore] leaves a property out", Refusal(new { Lines = new List<int>() }), StringComparison.Ordinal);
        x.FillFromObject(Tuple.Create(1, "a"));
        Assert.Equal([new("Item1", 1, null), new("Item2", 0, "a")], x);

        string Refusal<T>(T example) => Assert.Throws<ArgumentException>(() => x.FillFromObject(example)).Message;
    }

    [Fact]
    public void Fill_RefusesTypesWithoutFeaturesOrWithThemselvesInThem()
    {
        var x = new FeatureVector();
        Assert.Contains("Object has no public properties", Refusal(new object()), StringComparison.Ordinal);
        Assert.Contains("FieldsOnly has no public properties", Refusal(new FieldsOnly()), StringComparison.Ordinal);
        Assert.Contains("'Parent' leads from Node back to Node", Refusal(new Node()), StringComparison.Ordinal);
        Assert.Contains("two features named 'a'", Refusal(new { a = 1, A = 2 }, JsonNamingPolicy.CamelCase), StringComparison.Ordinal);

        string Refusal<T>(T example, JsonNamingPolicy? naming = null) => Assert.Throws<ArgumentException>(() => x.FillFromObject(example, naming)).Message;
    }

    [Fact]
    public void Fill_AllocatesNothingForNumbers()
    {
        var order = new Order { Total = 1, At = new DateOnly(2026, 1, 1) };
        var x = new FeatureVector();
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                x.FillFromObject(order);
            }
        });
    }

    private readonly record struct Point(short X, decimal Y);

    private sealed class Customer
    {
        [JsonIgnore]
        public Guid Key { get; init; }

        [JsonPropertyName("n")]
        public string Name { get; init; } = "x";

        public int PageCount { get; init; }
    }

    private sealed record Delivery(Address? Home, Position? Stop, IReadOnlyList<string?>? Tags);

    private sealed record Address(string City, Position At);

    private readonly record struct Position(double Latitude, double? Longitude);

    private sealed class FieldsOnly
    {
        public readonly int Number = 1;
    }

    private sealed class Node
    {
        public Node? Parent { get; init; }
    }

    private class Purchase
    {
        public long? Total { get; init; }
    }

    private sealed class Order : Purchase
    {
        public DateOnly At { get; init; }

        public object? Loose { get; init; }

        public DayOfWeek? Kind { get; init; }

        public double Spare
        {
            set => Hidden = value;
        }

        private double Hidden { get; set; } = 3;

        public double this[int index] => index * Hidden;
    }
}
