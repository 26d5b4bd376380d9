namespace OnlineMl.Serving;

/// <summary>Calls of one model whose events were applied together. They are answered on a thread of the pool, so that the thread that writes
/// the log wakes one other thread for all of them and goes on writing. Reused.</summary>
internal sealed class AnsweredCalls(Action<AnsweredCalls> onDone) : IThreadPoolWorkItem
{
    private readonly List<(PendingCall Call, Answer Answer)> _calls = [];

    public int Count => _calls.Count;

    public int Capacity => _calls.Capacity;

    public void Add(PendingCall call, Answer answer) => _calls.Add((call, answer));

    public void Execute()
    {
        foreach (var (call, answer) in _calls)
        {
            call.Complete(answer);
        }

        _calls.Clear();
        onDone(this);
    }
}
