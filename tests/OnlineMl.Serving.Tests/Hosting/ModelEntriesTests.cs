using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Tests.Hosting;

public class ModelEntriesTests
{
    private readonly ModelEntries _entries = [];

    [Fact]
    public void Models_AreThoseThatCameAndDidNotGo_WithoutShares()
    {
        var first = new ModelEntry("a");
        Assert.True(_entries.TryAdd(first));
        Assert.False(_entries.TryAdd(new ModelEntry("a")));
        Assert.Same(first, _entries.GetOrAdd("a", "epoch"));
        _entries.GetOrAdd("b", "epoch");
        _entries.GetOrAdd(ModelNames.OfShare("b", 0, 2), "epoch");
        Assert.Equal(2, _entries.Models);
        Assert.Equal(3, _entries.Names.Count);

        Assert.True(_entries.TryRemove(first));
        Assert.False(_entries.TryRemove(first));
        Assert.Equal(1, _entries.Models);
    }

    [Fact]
    public void AModelThatIsNoMore_DoesNotTakeTheNextOfItsNameAlong()
    {
        var gone = new ModelEntry("a");
        _entries.TryAdd(gone);
        _entries.TryRemove(gone);
        var next = _entries.GetOrAdd("a", "next");
        Assert.False(_entries.TryRemove(gone));
        Assert.Same(next, Assert.Single(_entries));
        Assert.Equal(1, _entries.Models);
    }

    [Fact]
    public void FindOtherSpelling_TellsAnotherName_AndNotTheNameItself()
    {
        var churn = _entries.GetOrAdd("Churn", "epoch");
        Assert.Null(_entries.FindOtherSpelling("Churn"));
        Assert.Equal("Churn", _entries.FindOtherSpelling("churn"));
        _entries.GetOrAdd("churn", "epoch");
        Assert.Equal("Churn", _entries.FindOtherSpelling("churn"));
        Assert.Equal("churn", _entries.FindOtherSpelling("Churn"));
        _entries.TryRemove(churn);
        Assert.Null(_entries.FindOtherSpelling("churn"));
    }

    [Fact]
    public void ManyThatComeAndGoAtOnce_AreCounted()
    {
        Parallel.For(0, 1000, number =>
        {
            var entry = new ModelEntry($"m{number % 10}");
            if (_entries.TryAdd(entry) && number % 2 == 0)
            {
                _entries.TryRemove(entry);
            }
        });
        Assert.Equal(_entries.Names.Count, _entries.Models);
    }
}
