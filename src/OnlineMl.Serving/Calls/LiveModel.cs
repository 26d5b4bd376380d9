using System.Buffers;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Calls;

/// <summary>A model in memory together with its log. Calls become events of the log, and events that are durable are applied.</summary>
internal sealed partial class LiveModel(ServingContext context, ModelState state, IModelLog log)
{
    private readonly PendingCallPool _calls = new(state.Model);
    private CompletionBatch? _spare;
    private int _pending;
    private volatile string? _failure;

    public ModelState State => state;

    public IModelLog Log => log;

    /// <summary>The newest snapshot.</summary>
    public SnapshotSchedule Snapshot { get; } = new(context.Options, context.Time);

    /// <summary>When it was last called, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; } = context.Time.GetTimestamp();

    /// <summary>About how many bytes it takes, as of the last look.</summary>
    public long Bytes
    {
        get;
        set
        {
            context.Memory.Take(value - field);
            field = value;
        }
    }

    /// <summary>Whether a prediction without a trace or a label without a prediction was counted since the last snapshot.</summary>
    public bool HasUnsavedCalls { get; set; }

    /// <summary>Why it is no longer what the log says; null while it is. Such a model takes no more calls and is stored no more.</summary>
    public string? Failure => _failure;

    public bool IsIdle => Volatile.Read(ref _pending) == 0;

    /// <summary>Takes a call.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives a prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <param name="pending">The call to wait for; null when it is done already, for a prediction without a trace.</param>
    /// <returns>False when the model is no longer in memory.</returns>
    /// <exception cref="OnlineMlException">The call is refused; it leaves no trace.</exception>
    public bool TryTake(EventKind kind, ModelCall call, IBufferWriter<byte>? prediction, long start, out PendingCall? pending)
    {
        pending = null;
        kind = kind == EventKind.Predict && State.IsPulled ? EventKind.Pull : kind;
        var isLogged = kind != EventKind.Predict || call.Identifier is not null || call.IdempotencyKey is not null || State.Model.ChangesWhenAsked;
        if (!isLogged)
        {
            return TryPeek(call, prediction!, start);
        }

        pending = _calls.Rent();
        try
        {
            if (!TryPrepare(kind, call, pending, start, out var repeated))
            {
                pending.Recycle();
                return false;
            }

            pending.Kind = kind;
            pending.Start = start;
            pending.MayBeForgotten = MayBeForgotten(call);
            pending.Prediction = prediction;
            if (repeated is not null)
            {
                pending.Complete(repeated, continuesHere: false);
                return true;
            }
        }
        catch (Exception e) when (e is FeatureFormatException or ArgumentException)
        {
            pending.Recycle();
            throw ServingContext.CallRefusal(e);
        }
        catch
        {
            pending.Recycle();
            throw;
        }

        try
        {
            EventRecord.Write(pending.Record, kind, context.Time.GetUtcNow().ToUnixTimeMilliseconds(), call);
            Log.Append(pending.Record.WrittenSpan, pending);
            return true;
        }
        catch (ObjectDisposedException) when (State.IsClosed)
        {
            // The model was removed, or is saved for the end of the service, since the call was checked.
            Interlocked.Decrement(ref _pending);
            pending.Recycle();
            return false;
        }
        catch (StorageException e)
        {
            Interlocked.Decrement(ref _pending);
            pending.Recycle();
            pending = null;
            return MayBeForgotten(call) ? TryPeek(call, prediction!, start) : throw ServingContext.Refusal(e);
        }
    }

    /// <summary>Applies an event that is read from the log to load the model.</summary>
    public static Answer Replay(ModelState replayed, in EventRecord record)
    {
        var answer = replayed.Apply(record, null, isHeard: false, out _);
        if (replayed.HasDone)
        {
            CallsOf(replayed, record.Kind).AddUntimed();
        }

        return answer;
    }

    /// <summary>Lets go of what an idle model does not need.</summary>
    public void Trim()
    {
        _calls.Trim();
        Volatile.Write(ref _spare, null);
    }

    private static CallStatistics CallsOf(ModelState asked, EventKind kind) => kind is EventKind.Predict or EventKind.Pull ? asked.PredictCalls : asked.LearnCalls;

    private OnlineMlException Exhausted(string what, OutOfMemoryException? reason) => new(
        RefusalKind.BadRequest, $"The model '{State.Name}' needs more memory for this example than there is; {what}.", reason);

    private bool MayBeForgotten(in ModelCall call) => call.MayBeForgotten && !State.Model.ChangesWhenAsked;

    private bool TryPeek(ModelCall call, IBufferWriter<byte> prediction, long start)
    {
        PublishedEvent? published = null;
        TimeSpan duration;
        lock (State.StateLock)
        {
            if (State.IsClosed)
            {
                return false;
            }

            try
            {
                published = State.Peek(call.Features, call.Options, context.Time.GetUtcNow().UtcDateTime, prediction, context.Events.IsActive);
            }
            catch (Exception e) when (e is FeatureFormatException or ArgumentException)
            {
                throw ServingContext.CallRefusal(e);
            }
            catch (OutOfMemoryException e)
            {
                throw Exhausted("it is not predicted", e);
            }

            LastUsed = context.Time.GetTimestamp();
            duration = context.Time.GetElapsedTime(start, LastUsed);
            State.PredictCalls.Add(duration);
            HasUnsavedCalls = true;
        }

        context.Instruments.Record(EventKind.Predict, State.Name, duration);
        if (published is not null)
        {
            context.Events.Publish(published);
        }

        return true;
    }

    // Reads and checks what the call brings, so that nothing is stored that the model would refuse for a reason that is known now.
    private bool TryPrepare(EventKind kind, ModelCall call, PendingCall pending, long start, out Answer? repeated)
    {
        repeated = null;
        lock (State.StateLock)
        {
            if (State.IsClosed)
            {
                return false;
            }

            LastUsed = start;
            if (call.IdempotencyKey is { } key && State.Window.Find(key) is { } first)
            {
                repeated = ModelState.Repeat(first, kind, key);
                return true;
            }

            State.CheckOptions(call.Options);
            var kept = kind is EventKind.Learn or EventKind.Label && call.Identifier is { } identifier ? State.Memory.Find(identifier) : null;
            if (kept is null && (kind == EventKind.Label || call.Features.IsEmpty))
            {
                throw new OnlineMlException(RefusalKind.BadRequest, Missing(kind, call.Identifier));
            }

            State.Check(call.GroundTruth, kind == EventKind.Label ? "label" : "ground_truth", kept);
            if (!call.Prediction.IsEmpty)
            {
                State.CheckPrediction(call.Prediction);
            }

            if (kept is null)
            {
                State.Fill(pending.Example, call.Features);
                pending.HasExample = true;
                pending.Vocabulary = State.Vocabulary;
            }

            Interlocked.Increment(ref _pending);
            return true;
        }
    }

    private string Missing(EventKind kind, string? identifier)
    {
        if (kind is EventKind.Predict or EventKind.Pull || identifier is null)
        {
            return "'features' is missing.";
        }

        HasUnsavedCalls = true;
        return State.Memory.CountMissing(identifier);
    }
}
