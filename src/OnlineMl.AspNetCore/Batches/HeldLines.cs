namespace OnlineMl.AspNetCore.Batches;

/// <summary>Counts what the lines that have begun take in all batches together, so that many clients that send half a line each cannot take all memory.</summary>
/// <param name="maxBytes">How much they may take.</param>
internal sealed class HeldLines(long maxBytes)
{
    private long _bytes;

    /// <summary>Counts a part of a line, unless it would be too much.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maxBytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Counts parts of a line no longer.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
