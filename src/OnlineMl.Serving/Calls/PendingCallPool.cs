namespace OnlineMl.Serving.Calls;

/// <summary>Calls of one model that can be used again.</summary>
internal sealed class PendingCallPool(Model model)
{
    private const int MaxKept = 4096;
    private const int LargestRecord = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<PendingCall> _free = new();

    public PendingCall Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var call))
            {
                return call;
            }
        }

        return new PendingCall(this, model.NewExample());
    }

    public void Return(PendingCall call)
    {
        if (call.Record.Capacity > LargestRecord)
        {
            return;
        }

        lock (_lock)
        {
            if (_free.Count < MaxKept)
            {
                _free.Push(call);
            }
        }
    }

    /// <summary>Lets go of what an idle model does not need.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _free.Clear();
            _free.TrimExcess();
        }
    }
}
