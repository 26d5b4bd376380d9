namespace OnlineMl.Serving.Calls;

/// <summary>How many calls of a model are under way.</summary>
/// <param name="isCounting">Whether calls are ever under way while nobody uses the state of the model, which they are not where a log applies their events at
/// once.</param>
internal sealed class CallCount(bool isCounting)
{
    private int _count;

    public bool IsZero => Volatile.Read(ref _count) <= 0;

    public void Begin(PendingCall call)
    {
        if (isCounting)
        {
            call.BeginUnderWay();
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>Ends a call. One that has ended is not counted again: a store may fail when it took a call, and apply its event all the same.</summary>
    public void End(PendingCall call)
    {
        if (isCounting && call.TryEndUnderWay())
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Ends calls that were done together.</summary>
    public void End(CompletionBatch answered)
    {
        if (!isCounting)
        {
            return;
        }

        var ended = 0;
        foreach (var (call, _) in answered.Calls)
        {
            ended += call.TryEndUnderWay() ? 1 : 0;
        }

        Interlocked.Add(ref _count, -ended);
    }
}
