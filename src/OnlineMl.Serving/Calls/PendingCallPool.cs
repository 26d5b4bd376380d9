using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Calls;

/// <summary>Calls of one model that can be used again, until another one takes its place.</summary>
internal sealed class PendingCallPool(ModelState state)
{
    private const int MaxKept = 4096;
    private const int LargestRecord = 64 * 1024;
    private const long MaxKeptBytes = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<PendingCall> _free = new();
    private long _keptBytes;

    /// <summary>About how many bytes of memory they take.</summary>
    public long KeptBytes => Volatile.Read(ref _keptBytes);

    /// <summary>A call; nobody else uses the state meanwhile.</summary>
    public PendingCall Rent()
    {
        var model = state.Model;
        lock (_lock)
        {
            while (_free.TryPop(out var call))
            {
                _keptBytes -= call.Bytes;
                if (ReferenceEquals(call.Prepared.Example.Space, model.Features))
                {
                    return call;
                }
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
            if (_free.Count < MaxKept && _keptBytes + call.Bytes <= MaxKeptBytes)
            {
                _free.Push(call);
                _keptBytes += call.Bytes;
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
            _keptBytes = 0;
        }
    }
}
