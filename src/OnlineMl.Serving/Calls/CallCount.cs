namespace OnlineMl.Serving.Calls;

/// <summary>How many calls of a model are under way.</summary>
internal sealed class CallCount
{
    private int _count;

    public bool IsZero => Volatile.Read(ref _count) <= 0;

    public void Begin() => Interlocked.Increment(ref _count);

    public void End(int count = 1) => Interlocked.Add(ref _count, -count);
}
