namespace OnlineMl.Serving.Hosting;

/// <summary>How much memory the loaded models may take together, and how much they take.</summary>
internal sealed class MemoryBudget(long bytes)
{
    private long _taken;

    public long Bytes => bytes;

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Where unloading begins, before anybody has to wait for it.</summary>
    public long Warning => bytes - (bytes / 32);

    /// <summary>Where unloading ends, so that it does not begin anew with the next model.</summary>
    public long Target => bytes - (bytes / 16);

    public void Take(long change) => Interlocked.Add(ref _taken, change);
}
