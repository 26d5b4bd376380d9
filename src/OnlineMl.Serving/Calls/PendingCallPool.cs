using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Calls;

/// <summary>Calls of one model that can be used again, until another one takes its place.</summary>
/// <param name="state">The model.</param>
/// <param name="instruments">Count calls that are refused because of a limit.</param>
internal sealed class PendingCallPool(ModelState state, ServingInstruments instruments)
{
    private const int MaxKept = 4096;
    private const int LargestRecord = 64 * 1024;
    private const long MaxKeptBytes = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<PendingCall> _free = new();
    private long _keptBytes;

    // All that a model needs whose calls come one after the other, without the lock.
    private PendingCall? _spare;

    /// <summary>About how many bytes of memory they take.</summary>
    public long KeptBytes => Volatile.Read(ref _keptBytes) + (Volatile.Read(ref _spare)?.Bytes ?? 0);

    public ServingInstruments Instruments => instruments;

    /// <summary>A call; nobody else uses the state meanwhile.</summary>
    public PendingCall Rent()
    {
        var model = state.Model;
        if (Interlocked.Exchange(ref _spare, null) is { } spare && ReferenceEquals(spare.Prepared.Example.Space, model.Features))
        {
            return spare;
        }

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

        if (Interlocked.CompareExchange(ref _spare, call, null) is null)
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
        Volatile.Write(ref _spare, null);
        lock (_lock)
        {
            _free.Clear();
            _free.TrimExcess();
            _keptBytes = 0;
        }
    }
}
