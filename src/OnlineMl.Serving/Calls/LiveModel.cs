using System.Buffers;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Calls;

/// <summary>A model in memory together with its log. Calls become events of the log, which <see cref="CallIntake"/> sees to; events that are durable are
/// applied, and their calls answered, by <see cref="EventApplier"/>.</summary>
internal sealed class LiveModel
{
    private readonly PendingCallPool _calls;
    private readonly PeekedPredictions _peeks;
    private readonly CallIntake _intake;
    private readonly EventApplier _applier;
    private readonly MeasuredMemory _memory;
    private readonly OnlineMlServingOptions _options;
    private readonly string _name;

    public LiveModel(ModelEntry entry, ServingContext context, ModelState state, IModelLog log)
    {
        (_name, _options, State, Log) = (entry.Name, context.Options, state, log);
        UnderWay = new CallCount(isCounting: !log.AppliesAtOnce);
        _calls = new PendingCallPool(state, context.Instruments);
        _peeks = new PeekedPredictions(entry, context);
        _memory = new MeasuredMemory(entry, state, context);
        Access = new StateAccess(entry.Name, context.Options.Call.MaxWaitingCalls);
        Snapshot = new SnapshotSchedule(context.Options, context.Time);
        _applier = new EventApplier(this, entry, context, _peeks);
        _intake = new CallIntake(this, entry, context, _calls, _peeks);
    }

    public ModelState State { get; }

    /// <summary>Whose turn it is to use <see cref="State"/>.</summary>
    public StateAccess Access { get; }

    public IModelLog Log { get; }

    /// <summary>The newest snapshot.</summary>
    public SnapshotSchedule Snapshot { get; }

    /// <summary>The calls whose events are not applied yet.</summary>
    public CallCount UnderWay { get; }

    /// <summary>When it was last called, as a timestamp of the clock.</summary>
    public long LastUsed => Math.Max(_intake.LastUsed, _peeks.LastUsed);

    /// <summary>How many bytes of memory it takes, as it was last measured.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>Why it is no longer what the log says; null while it is. Such a model takes no more calls and is stored no more.</summary>
    public string? Failure => _applier.Failure;

    /// <summary>Whether another server deleted it.</summary>
    public bool IsDeleted => _applier.IsDeleted;

    /// <summary>The event that is being applied; null when none is.</summary>
    public long? Applying => _applier.Applying;

    public bool IsIdle => UnderWay.IsZero;

    /// <summary>Follows the log from the position of the state on.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) => Log.FollowAsync(State.Position, _applier, cancellationToken);

    /// <summary>Lets go of what an idle model does not need.</summary>
    public void Trim()
    {
        _calls.Trim();
        _applier.Trim();
    }

    /// <summary>Measures how many bytes of memory it takes, unless that was done just now. Nobody else uses it meanwhile.</summary>
    public long Measure() => _memory.Measure(_calls.KeptBytes);

    /// <summary>Measures how many bytes of memory it takes, in its turn, if that is due.</summary>
    public Task MeasureAsync() => _memory.IsDue ? Access.RunAsync(Measure) : Task.CompletedTask;

    /// <summary>Takes no more memory of the budget; it is no longer in memory.</summary>
    public void Release() => _memory.Release();

    /// <summary>Takes a call, if that needs no waiting; see <see cref="CallIntake.TryTake"/>.</summary>
    public TakenCall TryTake(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, long start) =>
        _intake.TryTake(kind, call, prediction, start);

    /// <summary>Takes a call when the model is free; see <see cref="CallIntake.TakeAsync"/>.</summary>
    public Task<TakenCall> TakeAsync(
        EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, bool isCaughtUp, CancellationToken cancellationToken) =>
        _intake.TakeAsync(kind, call, prediction, start, isCaughtUp, cancellationToken);

    /// <summary>Asks the model as a copy; see <see cref="PeekedPredictions.Carry"/>. The caller uses the state.</summary>
    public CarriedAnswer? Carry(OwnedCall call, long start) => _peeks.Carry(State, call.AsCall(), start);

    /// <summary>Tells listeners and instruments of a prediction that is remembered.</summary>
    public void Tell(CarriedAnswer answer) => _peeks.Tell(new PeekedPrediction(answer.Duration, answer.Published));

    /// <summary>Lets the model remember as much as the options say from here on, by an event, so that every replay and every server does.</summary>
    /// <exception cref="Contracts.OnlineMlException">The event cannot be stored, or it is not known whether it is.</exception>
    public Task TakeLimitsAsync()
    {
        var limits = new RememberingLimits(_options);
        return _intake.AppendAsync(EventKind.Limits, limits.Write(), default, () => !State.Limits.Equals(limits));
    }

    /// <summary>Puts another model into the place of the one that is served; see <see cref="CallIntake.ReplaceAsync"/>.</summary>
    public Task<bool> ReplaceAsync(Model successor, ReadOnlyMemory<byte> file, Replacement replacement, string? key) =>
        _intake.ReplaceAsync(successor, file, replacement, key);

    /// <summary>Adds an event that is no call; see <see cref="CallIntake.AppendAsync"/>.</summary>
    public Task<bool> AppendAsync(EventKind kind, ReadOnlyMemory<byte> options, ReadOnlyMemory<byte> file) => _intake.AppendAsync(kind, options, file);

    /// <summary>Reads the state of the model when it is free.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="bytes">What that holds in memory while it waits; null when it is no call, and waits however many wait already.</param>
    /// <returns>False when the model is no longer in memory.</returns>
    public Task<(bool IsRead, T? Value)> ReadAsync<T>(Func<T> read, long? bytes = 0) =>
        Access.RunAsync(() => State.IsClosed ? (false, default(T)) : (true, read()), bytes);

    /// <summary>Lets no more calls in and nobody wait any more, whatever the model is busy with: it is to be deleted.</summary>
    public void Abandon()
    {
        State.IsClosed = true;
        Access.Abandon(ModelUnloader.BeingDeleted(_name));
    }

    /// <summary>Lets no more calls in, when the model is free.</summary>
    /// <param name="cancellationToken">Ends the wait, and calls go on then.</param>
    public Task ShutAsync(CancellationToken cancellationToken) => Access.RunAsync(() => State.IsClosed = true, cancellationToken: cancellationToken);

    /// <summary>Lets calls in again, unless the model has failed or is to be deleted meanwhile.</summary>
    public void Reopen()
    {
        State.IsClosed = false;
        Interlocked.MemoryBarrier();
        if (Failure is not null || Access.IsAbandoned)
        {
            State.IsClosed = true;
        }
    }
}
