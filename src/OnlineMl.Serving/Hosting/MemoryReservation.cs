namespace OnlineMl.Serving.Hosting;

/// <summary>Memory that is kept for a model until it is loaded and takes it itself.</summary>
internal sealed class MemoryReservation(MemoryBudget budget, ModelEntry entry, long bytes, Action<MemoryReservation> released) : IDisposable
{
    private bool _isReleased;

    /// <summary>The model that the memory is kept for.</summary>
    public ModelEntry Entry => entry;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isReleased, true))
        {
            budget.Take(-bytes);
            released(this);
        }
    }
}
