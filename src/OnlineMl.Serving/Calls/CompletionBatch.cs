using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Calls;

/// <summary>Calls of one model whose events were applied together. The thread that writes the log wakes one thread of the pool for all of
/// them and goes on writing. What waited for the calls runs on that thread, one after the other; while one takes its time, a further
/// thread goes on with the rest. Reused.</summary>
internal sealed class CompletionBatch(Action<CompletionBatch> onDone) : IThreadPoolWorkItem
{
    private readonly List<(PendingCall Call, Answer Answer)> _calls = [];
    private int _taken;
    private int _threads;

    public int Count => _calls.Count;

    /// <summary>The calls with their answers, good until they are sent or more are added.</summary>
    public List<(PendingCall Call, Answer Answer)> Calls => _calls;

    public int Capacity => _calls.Capacity;

    public void Add(PendingCall call, Answer answer) => _calls.Add((call, answer));

    /// <summary>Answers the calls. Nothing that waits for them runs before this returns, except on other threads.</summary>
    public void Send()
    {
        if (_calls.Count > 1)
        {
            Invite();
            return;
        }

        foreach (var (call, answer) in _calls)
        {
            call.Complete(answer, continuesHere: false);
        }

        Finish();
    }

    void IThreadPoolWorkItem.Execute()
    {
        var hasInvited = false;
        while (Interlocked.Increment(ref _taken) - 1 is var index && index < _calls.Count)
        {
            if (!hasInvited && index + 1 < _calls.Count)
            {
                Invite();
                hasInvited = true;
            }

            var (call, answer) = _calls[index];
            call.Complete(answer, continuesHere: true);
        }

        if (Interlocked.Decrement(ref _threads) == 0)
        {
            Finish();
        }
    }

    private void Invite()
    {
        Interlocked.Increment(ref _threads);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Finish()
    {
        _calls.Clear();
        _taken = 0;
        onDone(this);
    }
}
