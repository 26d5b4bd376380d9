namespace OnlineMl.Tests;

/// <summary>Checks that an action, once warm, takes no memory from the heap.</summary>
internal static class Allocations
{
    public static void AssertNone(Action action)
    {
        for (var i = 0; i < 3; i++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
