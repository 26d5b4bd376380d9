using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Tests.Storage.Shared;

public sealed class EventBatchTests
{
    private readonly EventBatch _batch = new();
    private readonly List<string> _told = [];

    public EventBatchTests()
    {
        _batch.Add([1], "a");
        _batch.Add([2, 2], "b");
        _batch.Add([3], "c");
    }

    [Fact]
    public void Events_HaveThePositionsRightBehindOne()
    {
        Assert.Equal([8, 9, 10], _batch.StoredBehind(7).Select(stored => stored.Position));
        Assert.Equal((3, 4), (_batch.Count, _batch.Bytes));
    }

    [Theory]
    [InlineData(false, new[] { "b failed", "c failed" })]
    [InlineData(true, new[] { "b in doubt", "c in doubt" })]
    public void EventsThatTheSinkWasNotGiven_AreToldOnce(bool mayBeStored, string[] expected)
    {
        var sink = new GuardedSink("m", new TellingSink(_told), NullLogger.Instance);
        _batch.Given = 1;
        _batch.Drop(sink, mayBeStored, new StorageException("away"));
        _batch.Drop(sink, mayBeStored, new StorageException("away"));
        Assert.Equal(expected, _told);
    }

    private sealed class TellingSink(List<string> told) : IEventSink
    {
        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
        }

        public void Fail(object? pending, StorageException reason) => told.Add($"{pending} failed");

        public void InDoubt(object? pending, StorageException reason) => told.Add($"{pending} in doubt");
    }
}
