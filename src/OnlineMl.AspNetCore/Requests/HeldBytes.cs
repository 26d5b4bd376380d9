namespace OnlineMl.AspNetCore.Requests;

/// <summary>Counts what is held of things that many clients have begun to send, so that those who send a part each cannot take all memory or all of a disk.</summary>
/// <param name="maxBytes">How much may be held.</param>
internal sealed class HeldBytes(long maxBytes)
{
    private long _bytes;

    /// <summary>Counts a part, unless it would be too much.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maxBytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Counts parts no longer.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
