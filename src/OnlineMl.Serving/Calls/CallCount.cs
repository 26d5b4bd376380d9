namespace OnlineMl.Serving.Calls;

/// <summary>How many calls of a model are under way.</summary>
/// <param name="isCounting">Whether calls are ever under way while nobody uses the state of the model, which they are not where a log applies their events at
/// once.</param>
internal sealed class CallCount(bool isCounting)
{
    private int _count;

    public bool IsZero => Volatile.Read(ref _count) <= 0;

    public void Begin()
    {
        if (isCounting)
        {
            Interlocked.Increment(ref _count);
        }
    }

    public void End(int count = 1)
    {
        if (isCounting)
        {
            Interlocked.Add(ref _count, -count);
        }
    }
}
