using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Predictions;

public class FrozenPredictionsTests
{
    [Fact]
    public void Restore_GivesAnEmptyMemoryWhatWasFrozen()
    {
        var frozen = Loaded(Filled());
        var memory = Empty();
        frozen.Restore(memory);

        Assert.Equal(2, memory.Count);
        Assert.Equal("features of b", Encoding.UTF8.GetString(memory.Find("b")!.Value.Features));
        Assert.Equal("0.2", Encoding.UTF8.GetString(memory.Find("b")!.Value.Shown));
        Assert.Equal("all of b", Encoding.UTF8.GetString(memory.Find("b")!.Value.InFull));
        Assert.Contains("already", memory.Explain("a", out var outcome), StringComparison.Ordinal);
        Assert.Equal(PredictionOutcome.Labelled, outcome);
        Assert.Equal(new LabelCounts(1, 0, 0, 0, 0, 1), memory.Counts);
        Assert.Equal(StateFormat.Save(Filled()), StateFormat.Save(memory));
    }

    [Fact]
    public void Restore_CanBeRepeated()
    {
        var frozen = Loaded(Filled());
        var (one, other) = (Empty(), Empty());
        frozen.Restore(one);
        frozen.Restore(other);
        Assert.Equal(StateFormat.Save(one), StateFormat.Save(other));
    }

    [Fact]
    public void Restore_ForgetsWhatIsMoreThanTheMemoryMayHold()
    {
        var memory = new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions { Call = { RememberedPredictions = 1 } }));
        Loaded(Filled()).Restore(memory);
        Assert.Equal(1, memory.Count);
        Assert.NotNull(memory.Find("c"));
        Assert.Null(memory.Find("b"));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("a")]
    public void Restore_RefusesAnIdentifierThatIsKnown(string identifier)
    {
        var memory = Empty();
        Keep(memory, identifier, 0);
        var refusal = Assert.Throws<StateFormatException>(() => Loaded(Filled()).Restore(memory));
        Assert.Equal($"The identifier '{identifier}' comes twice.", refusal.Message);
    }

    private static PredictionMemory Empty() => new(new RememberingLimits(new OnlineMlServingOptions()));

    private static PredictionMemory Filled()
    {
        var memory = Empty();
        Keep(memory, "a", 1);
        Keep(memory, "b", 2);
        Keep(memory, "c", 3);
        memory.Settle(memory.Find("a")!.Value);
        memory.CountMissing("unknown");
        return memory;
    }

    private static void Keep(PredictionMemory memory, string identifier, long time) => memory.Keep(
        Encoding.UTF8.GetBytes(identifier), Encoding.UTF8.GetBytes($"features of {identifier}"), Encoding.UTF8.GetBytes($"0.{time}"), Encoding.UTF8.GetBytes($"all of {identifier}"), time);

    private static FrozenPredictions Loaded(PredictionMemory memory)
    {
        var frozen = new FrozenPredictions();
        StateFormat.CopyTo(memory.Freeze(), frozen);
        return frozen;
    }
}
