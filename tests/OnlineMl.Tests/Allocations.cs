namespace OnlineMl.Tests;

/// <summary>Measures what an action, once warm, takes from the heap.</summary>
internal static class Allocations
{
    private const int Rounds = 10;

    public static void AssertNone(Action action) => Assert.Equal(0, Of(action));

    /// <summary>
    /// The bytes that one round takes at least. The runtime allocates on the calling thread now and then by itself (tiered compilation),
    /// which one round in many may show; what the action allocates shows in each.
    /// </summary>
    public static long Of(Action action)
    {
        action();
        action();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
