namespace OnlineMl.Tests.Linear;

/// <summary>Counts what an action allocates once it has run before.</summary>
internal static class Allocation
{
    public static long Of(Action action)
    {
        action();
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
