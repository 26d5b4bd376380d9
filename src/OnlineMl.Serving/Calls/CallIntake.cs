using System.Buffers;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Calls;

/// <summary>Makes the calls of one model events of its log. A prediction that is no event is answered at once.</summary>
internal sealed class CallIntake(LiveModel model, ModelEntry entry, ServingContext context, PendingCallPool calls, PeekedPredictions peeks)
{
    private readonly ModelState _state = model.State;
    private readonly IModelLog _log = model.Log;

    /// <summary>When a call came last, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; } = context.Time.GetTimestamp();

    /// <summary>Takes a call, if that needs no waiting.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives a prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <returns>What became of it; when it is not <see cref="TakenCall.IsTaken"/>, <see cref="TakeAsync"/> takes it.</returns>
    /// <exception cref="OnlineMlException">The call is refused; it leaves no trace.</exception>
    public TakenCall TryTake(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, long start)
    {
        if (!model.Access.TryEnter())
        {
            return default;
        }

        TakenCall taken;
        try
        {
            taken = Admit(KindOf(kind), call, prediction, start, isCaughtUp: false);
        }
        finally
        {
            model.Access.Exit();
        }

        Finish(ref taken, call);
        return taken;
    }

    /// <summary>Takes a call when the model is free.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives a prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <param name="isCaughtUp">Whether the model has what other servers had made durable when the call came. A label is refused for want of a
    /// prediction only then.</param>
    /// <param name="cancellationToken">Ends the wait for the model. A call that was taken goes on.</param>
    /// <returns>What became of it; it is not taken when the model is no longer in memory, or has to catch up first.</returns>
    /// <exception cref="OnlineMlException">The call is refused; it leaves no trace.</exception>
    public async Task<TakenCall> TakeAsync(
        EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, bool isCaughtUp, CancellationToken cancellationToken)
    {
        var taken = await model.Access.RunAsync(
            () => Admit(KindOf(kind), call.AsCall(), prediction, start, isCaughtUp), call.Bytes, cancellationToken).ConfigureAwait(false);
        Finish(ref taken, call.AsCall());
        return taken.MustBeForgotten ? await ForgetAsync(call, prediction!, start).ConfigureAwait(false) : taken;
    }

    /// <summary>Adds an event that is no call.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="options">What it says.</param>
    /// <param name="file">The model that it brings.</param>
    /// <param name="isWanted">Whether it is to be added, with the state in use; null when it is in any case.</param>
    /// <returns>Whether it was added and applied; false when the model is no longer in memory.</returns>
    /// <exception cref="OnlineMlException">The event cannot be stored, or it is not known whether it is.</exception>
    public async Task<bool> AppendAsync(EventKind kind, ReadOnlyMemory<byte> options, ReadOnlyMemory<byte> file, Func<bool>? isWanted = null)
    {
        var taken = await model.Access.RunAsync(() => _state.IsClosed || isWanted?.Invoke() == false
            ? default
            : Admitted(Rent(kind, null, context.Time.GetTimestamp(), mayBeForgotten: false), Call())).ConfigureAwait(false);
        Finish(ref taken, Call());
        if (taken.Pending is not { } waiting)
        {
            return false;
        }

        await new ValueTask(waiting, waiting.Token).ConfigureAwait(false);
        return true;

        ModelCall Call() => new() { Model = entry.Name, ModelFile = file.Span, Options = options.Span };
    }

    /// <summary>Puts another model into the place of the one that is served, by an event, so that every replay and every server does.</summary>
    /// <param name="successor">The other model, as it is read from its file; nobody else uses it.</param>
    /// <param name="file">The file.</param>
    /// <param name="replacement">What else the event says.</param>
    /// <param name="key">The same text when the call is repeated; null for none.</param>
    /// <returns>False when the model is no longer in memory.</returns>
    /// <exception cref="OnlineMlException">The other model does not fit, the event cannot be stored, or it is not known whether it is.</exception>
    public async Task<bool> ReplaceAsync(Model successor, ReadOnlyMemory<byte> file, Replacement replacement, string? key)
    {
        var options = replacement.Write();
        var start = context.Time.GetTimestamp();
        var isOpen = false;

        // Behind the calls that wait it would come too late for its position.
        var taken = await (replacement.Behind is null ? model.Access.RunAsync(Take) : model.Access.RunFirstAsync(Take)).ConfigureAwait(false);
        Finish(ref taken, Call());
        if (taken.Pending is { } waiting)
        {
            await new ValueTask(waiting, waiting.Token).ConfigureAwait(false);
        }

        return isOpen && taken.IsTaken;

        TakenCall Take()
        {
            isOpen = !_state.IsClosed;
            if (!isOpen)
            {
                return default;
            }

            LastUsed = start;
            var first = key is null ? null : _state.Answers.Repeat(EventKind.Replace, key);
            if (first is null)
            {
                CheckReplacement(replacement, successor);
            }

            var pending = Rent(EventKind.Replace, null, start, mayBeForgotten: false);
            if (first is not null)
            {
                pending.Complete(first, continuesHere: false);
                return TakenCall.Of(pending, isAppended: true);
            }

            pending.Prepared.Replacement = successor;
            return Admitted(pending, Call());
        }

        ModelCall Call() => new() { Model = entry.Name, ModelFile = file.Span, Options = options, IdempotencyKey = key };
    }

    private void CheckReplacement(Replacement replacement, Model successor)
    {
        try
        {
            replacement.Check(_state, successor, _state.Position);
        }
        catch (Exception e)
        {
            throw context.Refuse(entry, e);
        }
    }

    private EventKind KindOf(EventKind asked) => asked == EventKind.Predict && _state.IsPulled ? EventKind.Pull : asked;

    private PendingCall Rent(EventKind kind, IBufferWriter<byte>? prediction, long start, bool mayBeForgotten)
    {
        var pending = calls.Rent();
        (pending.Kind, pending.Prediction, pending.Start, pending.MayBeForgotten) = (kind, prediction, start, mayBeForgotten);
        return pending;
    }

    // With the state in use.
    private TakenCall Admit(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, long start, bool isCaughtUp)
    {
        if (_state.IsClosed)
        {
            return default;
        }

        var changesWhenAsked = _state.Model.ChangesWhenAsked;
        if (kind == EventKind.Predict && call.Identifier is null && call.IdempotencyKey is null && !changesWhenAsked)
        {
            return TakenCall.OfPeek(peeks.Answer(_state, call, prediction!, start));
        }

        // Of a model that is learned in shares, one of these takes it.
        LastUsed = start;
        if (_state.Mixing is { Setup.IsShare: false } || (!isCaughtUp && _state.Checks.NeedsPrediction(kind, call)))
        {
            return default;
        }

        var pending = Rent(kind, prediction, start, call.MayBeForgotten && !changesWhenAsked);
        pending.Receipt = call.Receipt;
        Answer? repeated;
        try
        {
            repeated = _state.Checks.Admit(kind, call, pending.Prepared, call.KeyAge > TimeSpan.Zero ? context.EventClock.At(start) : default);
        }
        catch (Exception e)
        {
            pending.Recycle();
            throw context.Refuse(entry, e);
        }

        if (repeated is not null)
        {
            pending.Receipt?.Position = _state.Position;
            pending.Complete(repeated, continuesHere: false);
            return TakenCall.Of(pending, isAppended: true);
        }

        try
        {
            entry.Creator?.Take(kind, context.EventClock.At(start));
        }
        catch (OnlineMlException e)
        {
            var mayBeForgotten = pending.MayBeForgotten;
            pending.Recycle();
            context.ReportQuota(entry.Creator!, e);
            if (mayBeForgotten)
            {
                return TakenCall.Forgotten;
            }

            throw;
        }

        return Admitted(pending, call);
    }

    // A log that applies events at once does so while the state is in use already, so that no call waits for another one there.
    private TakenCall Admitted(PendingCall pending, in ModelCall call)
    {
        model.UnderWay.Begin(pending);
        var taken = TakenCall.Of(pending, isAppended: false);
        if (_log.AppliesAtOnce)
        {
            Append(ref taken, call);
        }

        return taken;
    }

    private void Finish(ref TakenCall taken, in ModelCall call)
    {
        if (taken.IsPeeked)
        {
            peeks.Tell(taken.Peek);
        }
        else if (taken.MustBeAppended)
        {
            Append(ref taken, call);
        }
    }

    private void Append(ref TakenCall taken, in ModelCall call)
    {
        var pending = taken.Pending!;
        try
        {
            if (model.Snapshot.IsLogFull)
            {
                throw new StorageException($"The model '{entry.Name}' has logged as many bytes since its last snapshot as MaxLogBytes allows.", isFull: true);
            }

            EventRecord.Write(pending.Record, pending.Kind, context.EventClock.At(pending.Start).ToUnixTimeMilliseconds(), call);
            _log.Append(pending.Record.WrittenSpan, pending);
            taken = TakenCall.Of(pending, isAppended: true);
        }
        catch (Exception e)
        {
            taken = NotAppended(pending, e);
        }
    }

    private TakenCall NotAppended(PendingCall pending, Exception reason)
    {
        model.UnderWay.End(pending);
        if (reason is ObjectDisposedException && _state.IsClosed)
        {
            // It was removed, or saved for the end, since the call was checked.
            pending.Recycle();
            return default;
        }

        if (reason is not StorageException refused)
        {
            // Nobody knows what became of the event, and whether the store still holds the call: it is not used again, and writes nothing more to its caller.
            (pending.Prediction, pending.Receipt) = (null, null);
            throw new OnlineMlException(RefusalKind.Unavailable, $"The store of the model '{entry.Name}' failed: {reason.Message}", reason);
        }

        var mayBeForgotten = pending.MayBeForgotten;
        pending.Recycle();
        return mayBeForgotten ? TakenCall.Forgotten
            : throw ServingContext.Refusal(refused, model.Snapshot.IsLogFull ? nameof(OnlineMlStorageOptions.MaxLogBytes) : null);
    }

    // A prediction that cannot be stored is answered without a trace.
    private async Task<TakenCall> ForgetAsync(OwnedCall call, IBufferWriter<byte> prediction, long start)
    {
        var (isOpen, peeked) = await model.ReadAsync(() => peeks.Answer(_state, call.AsCall(), prediction, start), call.Bytes).ConfigureAwait(false);
        if (!isOpen)
        {
            return default;
        }

        peeks.Tell(peeked);
        return TakenCall.OfPeek(peeked);
    }
}
