using System.Buffers;
using System.Diagnostics;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <content>Predicting, learning and labelling.</content>
public sealed partial class ModelHost
{
    /// <summary>Asks a model about an example.</summary>
    /// <param name="call">The call, with features.</param>
    /// <param name="prediction">Receives the prediction as JSON by the time the task is done, and behind it, each after a comma, the named members that
    /// were asked for beside it.</param>
    /// <param name="cancellationToken">Ends the wait for a model that has to be loaded first.</param>
    /// <returns>What the prediction is remembered under; null when it is not, as one that brings no identifier while nothing can be
    /// stored.</returns>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    public ValueTask<string?> PredictAsync(ModelCall call, IBufferWriter<byte> prediction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var given = Named(call.Identifier);
        var identifier = given ?? (_context.Options.Call.GenerateIdentifiers ? _identifiers.Next() : null);
        var named = call with { Identifier = identifier, MayBeForgotten = given is null };
        try
        {
            var pending = Take(EventKind.Predict, named, prediction, cancellationToken, out var late);
            return late is not null ? new ValueTask<string?>(late)
                : pending is not null ? new ValueTask<string?>(pending, pending.Token)
                : default;
        }
        catch (OnlineMlException refusal)
        {
            return ValueTask.FromException<string?>(refusal);
        }
    }

    /// <summary>Teaches a model an example. The task is done when the example is durable and learned.</summary>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    public ValueTask LearnAsync(ModelCall call, CancellationToken cancellationToken = default) =>
        TeachAsync(EventKind.Learn, call with { Identifier = Named(call.Identifier) }, cancellationToken);

    /// <summary>Teaches a model the example that it predicted under an identifier. The task is done when the label is durable and learned.</summary>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    public ValueTask LabelAsync(ModelCall call, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(call.Identifier))
        {
            return Refused("'identifier' is missing.");
        }

        if (call.GroundTruth.IsEmpty || call.GroundTruth.SequenceEqual("null"u8))
        {
            return Refused("'label' is missing.");
        }

        return TeachAsync(EventKind.Label, call, cancellationToken);
    }

    private static string? Named(string? identifier) => string.IsNullOrEmpty(identifier) ? null : identifier;

    private ValueTask TeachAsync(EventKind kind, in ModelCall call, CancellationToken cancellationToken)
    {
        try
        {
            var pending = Take(kind, call, null, cancellationToken, out var late);
            return late is not null ? new ValueTask(late) : new ValueTask(pending!, pending!.Token);
        }
        catch (OnlineMlException refusal)
        {
            return ValueTask.FromException(refusal);
        }
    }

    private static ValueTask Refused(string reason) => ValueTask.FromException(new OnlineMlException(RefusalKind.BadRequest, reason));

    // Gives the call to wait for, or a task for a call that has to wait for its model, or neither when the call is done.
    private PendingCall? Take(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, CancellationToken cancellationToken, out Task<string?>? late)
    {
        CheckNotStopping();
        CheckLength(call.Identifier, "identifier");
        CheckLength(call.IdempotencyKey, "Idempotency-Key");
        if (call.IdempotencyKey is "")
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "'Idempotency-Key' is empty.");
        }

        late = null;
        var start = _context.Time.GetTimestamp();
        if (_router?.IsHere(call.Model) == false)
        {
            late = RouteAsync(kind, new OwnedCall(call), prediction, start, cancellationToken);
            return null;
        }

        if (!_isStarted || !_entries.TryGetValue(call.Model, out var entry))
        {
            late = TakeAsync(null, kind, new OwnedCall(call), prediction, start, cancellationToken);
            return null;
        }

        if (!_context.Instruments.Activities.HasListeners() && entry.Loaded is { } loaded
            && loaded.TryTake(kind, call, prediction, start) is { IsTaken: true } taken)
        {
            return taken.Pending;
        }

        late = TakeAsync(entry, kind, new OwnedCall(call), prediction, start, cancellationToken);
        return null;
    }

    /// <summary>Takes a call on this server, whichever owns the model.</summary>
    internal Task<string?> TakeHereAsync(EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, CancellationToken cancellationToken) =>
        TakeAsync(null, kind, call, prediction, _context.Time.GetTimestamp(), cancellationToken);

    private async Task<string?> RouteAsync(EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, CancellationToken cancellationToken)
    {
        var entry = await FindAsync(call.Model, cancellationToken).ConfigureAwait(false);
        if (await _router!.TakeAsync(kind, call, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return await TakeAsync(entry, kind, call, prediction, start, cancellationToken).ConfigureAwait(false);
        }

        prediction?.Write(answer.Prediction.Span);
        return answer.Identifier;
    }

    private async Task<string?> TakeAsync(
        ModelEntry? entry, EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, CancellationToken cancellationToken)
    {
        if (entry is null)
        {
            entry = await FindAsync(call.Model, cancellationToken).ConfigureAwait(false);
        }

        using var activity = _context.Instruments.Activities.StartActivity("onlineml." + NameOf(kind));
        activity?.SetTag("model", entry.Name);
        try
        {
            for (var isCaughtUp = false; ; isCaughtUp = true)
            {
                CheckNotStopping();
                (entry, var loaded) = await LoadAsync(entry, cancellationToken).ConfigureAwait(false);
                if (await loaded.TakeAsync(kind, call, prediction, start, isCaughtUp).ConfigureAwait(false) is { IsTaken: true } taken)
                {
                    if (taken.Pending is not { } pending)
                    {
                        return null;
                    }

                    using var append = _context.Instruments.Activities.StartActivity("onlineml.append");
                    append?.SetTag("model", entry.Name);
                    return await new ValueTask<string?>(pending, pending.Token).ConfigureAwait(false);
                }

                await CatchUpAsync(loaded, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (activity is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    private static async Task CatchUpAsync(LiveModel loaded, CancellationToken cancellationToken)
    {
        try
        {
            await loaded.Log.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException) when (loaded.State.IsClosed)
        {
            // It is loaded again.
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    private static string NameOf(EventKind kind) => kind switch
    {
        EventKind.Predict => "predict",
        EventKind.Learn => "learn",
        EventKind.Label => "label",
        EventKind.Pull => "pull",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such event."),
    };

    private void CheckLength(string? text, string field)
    {
        if (text is not null && text.Length > _context.Options.Limit.MaxIdentifierLength)
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest, $"'{field}' has {text.Length} characters; at most {_context.Options.Limit.MaxIdentifierLength} are allowed.");
        }
    }
}
