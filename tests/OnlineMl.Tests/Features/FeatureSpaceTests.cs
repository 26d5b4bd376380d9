using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Features;

public class FeatureSpaceTests
{
    [Fact]
    public void GetOrAdd_NumbersNamesInOrderOfArrival()
    {
        var space = new FeatureSpace();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(i, space.GetOrAdd($"größe {i}"));
        }

        Assert.Equal((1000, 17, "größe 17", -1), (space.Count, space.GetOrAdd("größe 17"u8), space.NameOf(17), space.Find("größe")));
        Assert.Equal("größe 17"u8, space.Utf8NameOf(17));
    }

    [Fact]
    public void GetOrAdd_RefusesNamesThatAreTooLongOrNotUtf8()
    {
        var space = new FeatureSpace();
        Assert.Equal(0, space.GetOrAdd(new string('x', FeatureSpace.MaxNameBytes)));
        Assert.Throws<ArgumentException>(() => space.GetOrAdd(new string('x', FeatureSpace.MaxNameBytes + 1)));
        Assert.Throws<ArgumentException>(() => space.GetOrAdd([0xff]));
        Assert.Equal(1, space.Count);
    }

    [Fact]
    public void HashedSpace_GivesSameIdsForGood()
    {
        var space = new FeatureSpace(18);
        Assert.Equal((1 << 18, true), (space.Count, space.Find("never seen") >= 0));
        Assert.Equal([220780, 253119, 51800], new[] { "", "age", "a longer name of a feature" }.Select(name => space.Find(name)));
        Assert.Equal("#7", space.NameOf(7));
    }

    [Fact]
    public void Values_AreNumberedApartFromNames()
    {
        var space = new FeatureSpace();
        Assert.Equal((0, 1, 0, -1), (space.GetOrAddValue("red"), space.GetOrAddValue("blue"), space.GetOrAddValue("red"), space.FindValue("green")));
        Assert.Equal(("blue", 2, 0), (space.ValueOf(1), space.ValueCount, space.Count));
    }

    [Fact]
    public void State_RestoresNamesAndValues()
    {
        var space = new FeatureSpace();
        var twin = new FeatureSpace();
        for (var i = 0; i < 100; i++)
        {
            space.GetOrAdd($"f{i}");
            space.GetOrAddValue($"v{i}");
        }

        space.GetOrAddValue("\ud800");
        space.GetOrAddValue("\ud801");
        StateFormat.CopyTo(space, twin);
        Assert.Equal((42, 100, 42, 102), (twin.Find("f42"), twin.GetOrAdd("new"), twin.FindValue("v42"), twin.ValueCount));
    }

    [Fact]
    public void State_RefusesNameListedTwice()
    {
        byte[] bytes = [0x81, 0xa5, .. "names"u8, 0x92, 0xa1, (byte)'a', 0xa1, (byte)'a'];
        Assert.Contains("'a'", Assert.Throws<StateFormatException>(() => StateFormat.Load(new FeatureSpace(), bytes)).Message, StringComparison.Ordinal);
    }
}
