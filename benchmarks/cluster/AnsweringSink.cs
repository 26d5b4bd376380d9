using OnlineMl.Serving.Storage;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>Answers whoever waits for an event, and shows events to a reader.</summary>
internal sealed class AnsweringSink(Action<ReadOnlyMemory<byte>>? read = null) : IEventSink
{
    public void Apply(ReadOnlySpan<StoredEvent> events)
    {
        foreach (var stored in events)
        {
            read?.Invoke(stored.Record);
            (stored.Pending as TaskCompletionSource)?.TrySetResult();
        }
    }

    public void Fail(object? pending, StorageException reason) => (pending as TaskCompletionSource)?.TrySetException(reason);
}
