namespace OnlineMl.Serving.Hosting;

/// <summary>How much memory the loaded models may take together, and how much they take.</summary>
internal sealed class MemoryBudget(long bytes)
{
    // The objects around a model: its entry, log, observers and pools.
    private const long Overhead = 6 * 1024;

    private long _taken;

    public long Bytes => bytes;

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Where unloading begins, before anybody has to wait for it.</summary>
    public long Warning => bytes - (bytes / 32);

    /// <summary>Where unloading ends, so that it does not begin anew with the next model.</summary>
    public long Target => bytes - (bytes / 16);

    /// <summary>About how many bytes a model takes.</summary>
    /// <param name="measuredBytes">What its state was measured to take.</param>
    public static long SizeOf(long measuredBytes) => Overhead + measuredBytes;

    /// <summary>About how many bytes a model will take while and after it is read.</summary>
    /// <param name="snapshotBytes">The length of its snapshot.</param>
    /// <remarks>Texts take twice as much in memory as in a snapshot, and every entry of a table and every array has some room around it.</remarks>
    public static long ExpectedSizeOf(long snapshotBytes) => Overhead + (3 * snapshotBytes);

    public void Take(long change) => Interlocked.Add(ref _taken, change);

    /// <summary>Takes bytes if that many are left.</summary>
    public bool TryTake(long wanted)
    {
        for (var taken = Taken; taken + wanted <= bytes;)
        {
            var before = Interlocked.CompareExchange(ref _taken, taken + wanted, taken);
            if (before == taken)
            {
                return true;
            }

            taken = before;
        }

        return false;
    }
}
