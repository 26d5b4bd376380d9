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
    public void Fill_AllocatesNothingForNumbers()
    {
        var order = new Order { Total = 1, At = new DateOnly(2026, 1, 1) };
        var x = new FeatureVector();
        x.FillFromObject(order);
        x.FillFromObject(order);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            x.FillFromObject(order);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private readonly record struct Point(short X, decimal Y);

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
