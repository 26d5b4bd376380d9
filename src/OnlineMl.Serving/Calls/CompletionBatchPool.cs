namespace OnlineMl.Serving.Calls;

/// <summary>Keeps one batch of one model for the next group of events.</summary>
internal sealed class CompletionBatchPool
{
    private const int MaxKeptCalls = 4096;

    private CompletionBatch? _spare;

    public CompletionBatch Rent() => Interlocked.Exchange(ref _spare, null) ?? new CompletionBatch(Return);

    /// <summary>Lets go of what an idle model does not need.</summary>
    public void Trim() => Volatile.Write(ref _spare, null);

    private void Return(CompletionBatch calls)
    {
        if (calls.Capacity <= MaxKeptCalls)
        {
            Volatile.Write(ref _spare, calls);
        }
    }
}
