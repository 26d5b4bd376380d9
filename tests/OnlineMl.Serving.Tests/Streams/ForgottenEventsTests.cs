using OnlineMl.Serving.Streams;

namespace OnlineMl.Serving.Tests.Streams;

public class ForgottenEventsTests
{
    private readonly ForgottenEvents _forgotten = new(mostEvents: 4, mostModels: 3);
    private long _number;

    [Fact]
    public void CountBehind_IsThatOfTheModel_WhileEveryEventIsKnown()
    {
        Add("a", "b", "a", "b", "a");
        Assert.Equal(2, _forgotten.CountBehind(1, "a"));
        Assert.Equal(2, _forgotten.CountBehind(1, "b"));
        Assert.Equal(1, _forgotten.CountBehind(2, "b"));
        Assert.Equal(0, _forgotten.CountBehind(5, "a"));
        Assert.Equal(0, _forgotten.CountBehind(1, "c"));
    }

    [Fact]
    public void CountBehind_IsUnknown_OnlyForAModelOfWhichSomethingIsForgotten()
    {
        Add("a", "b", "a", "b", "b", "b", "b", "b");
        Assert.Null(_forgotten.CountBehind(1, "a"));
        Assert.Null(_forgotten.CountBehind(1, "b"));
        Assert.Equal(0, _forgotten.CountBehind(3, "a"));
        Assert.Equal(0, _forgotten.CountBehind(1, "c"));
        Assert.Equal(4, _forgotten.CountBehind(4, "b"));
    }

    [Fact]
    public void MoreModelsThanAreKnown_MayHaveEventsUpToThere()
    {
        Add("a", "b", "c", "d", "d", "d", "d");
        Assert.Null(_forgotten.CountBehind(1, "a"));
        Assert.Null(_forgotten.CountBehind(2, "none"));
        Assert.Equal(0, _forgotten.CountBehind(3, "a"));
        Assert.Equal(4, _forgotten.CountBehind(3, "d"));
    }

    private void Add(params string[] models)
    {
        foreach (var model in models)
        {
            var published = new PublishedEvent("learn", model, default);
            published.Assign(++_number, "");
            _forgotten.Add(published);
        }
    }
}
