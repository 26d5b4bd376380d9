using System.Buffers;
using System.Threading.Tasks.Sources;
using OnlineMl.Features;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Calls;

/// <summary>A call that waits until its event is durable and applied. Reused.</summary>
internal sealed class PendingCall : IValueTaskSource<string?>, IValueTaskSource
{
    private const int Overhead = 512;

    private readonly PendingCallPool _pool;
    private ManualResetValueTaskSourceCore<string?> _core;
    private int _isUnderWay;

    public PendingCall(PendingCallPool pool, FeatureVector example)
    {
        _pool = pool;
        Prepared = new PreparedCall(example);
    }

    /// <summary>What is worked out for the call before its event is applied.</summary>
    public PreparedCall Prepared { get; }

    public EventKind Kind { get; set; }

    /// <summary>When the call came, as a timestamp of the clock.</summary>
    public long Start { get; set; }

    /// <summary>Whether its event was done, as opposed to refused or a repetition.</summary>
    public bool IsDone { get; set; }

    /// <summary>How long it took until its event was done.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Whether it is a prediction that may be answered without a trace when its event cannot be stored.</summary>
    public bool MayBeForgotten { get; set; }

    /// <inheritdoc cref="ModelCall.Receipt"/>
    public CallReceipt? Receipt { get; set; }

    /// <summary>Receives the prediction; null when none is asked for.</summary>
    public IBufferWriter<byte>? Prediction { get; set; }

    /// <summary>The bytes of the event.</summary>
    public ArrayBufferWriter<byte> Record { get; } = new(256);

    /// <summary>About how many bytes of memory it takes. Features take up to four times as much in a vector as in the record.</summary>
    public long Bytes => Overhead + (5L * Record.Capacity);

    public short Token => _core.Version;

    /// <summary>Says that the store is about to get it.</summary>
    public void BeginUnderWay() => Volatile.Write(ref _isUnderWay, 1);

    /// <summary>Says that the store is done with it.</summary>
    /// <returns>Whether that was not said before.</returns>
    public bool TryEndUnderWay() => Interlocked.Exchange(ref _isUnderWay, 0) == 1;

    /// <summary>Ends the call.</summary>
    /// <param name="answer">What came of it.</param>
    /// <param name="continuesHere">Whether what waits for the call may run on this thread before this returns.</param>
    public void Complete(Answer answer, bool continuesHere)
    {
        _core.RunContinuationsAsynchronously = !continuesHere;
        if (answer.Refusal is not null)
        {
            var refusal = answer.ToException();
            _pool.Instruments.Count(refusal);
            _core.SetException(refusal);
            return;
        }

        try
        {
            Prediction?.Write(answer.Prediction);
        }
        catch (Exception e)
        {
            // The buffer is the caller's, and so is what it throws.
            _core.SetException(e);
            return;
        }

        _core.SetResult(answer.Identifier);
    }

    /// <summary>Ends the call with an error; what waits for it runs on another thread.</summary>
    public void Fail(Exception reason)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(reason);
    }

    string? IValueTaskSource<string?>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    void IValueTaskSource.GetResult(short token) => ((IValueTaskSource<string?>)this).GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<string?>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<string?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Makes it ready for the next call.</summary>
    public void Recycle()
    {
        _core.Reset();
        Prediction = null;
        Receipt = null;
        Prepared.Reset();
        Record.ResetWrittenCount();
        _pool.Return(this);
    }
}
