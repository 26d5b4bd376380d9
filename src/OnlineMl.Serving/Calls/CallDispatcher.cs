using System.Buffers;
using System.Diagnostics;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Mixing;

namespace OnlineMl.Serving.Calls;

/// <summary>Brings calls to their models, which are loaded when they are not in memory.</summary>
/// <remarks>What a model in memory can take at once passes without a task; all else waits in <see cref="TakeAsync"/>. Before a call meets its
/// model, the router is asked whether another server does it.</remarks>
internal sealed class CallDispatcher(
    ModelDirectory directory, LiveModels models, ShareCreation creation, ServingContext context, HostLifetime lifetime, IModelRouter? router) : IModelCalls
{
    private readonly IdentifierSource _identifiers = new();
    private readonly ShareChoice _shares = new(directory, router);
    private readonly CopyCalls _copies = new(directory, models);

    /// <inheritdoc/>
    public ValueTask<string?> PredictAsync(in ModelCall call, IBufferWriter<byte> prediction, CancellationToken cancellationToken = default)
    {
        var given = Named(call.Identifier);
        var identifier = given ?? (context.Options.Call.GenerateIdentifiers ? _identifiers.Next() : null);
        try
        {
            RefuseShare(call.Model);
            var named = call with { Identifier = identifier, MayBeForgotten = given is null };
            var pending = Take(EventKind.Predict, directory.HasShares ? _shares.Of(EventKind.Predict, named) : named, prediction, cancellationToken, out var late);
            return late is not null ? new ValueTask<string?>(late)
                : pending is not null ? new ValueTask<string?>(pending, pending.Token)
                : default;
        }
        catch (OnlineMlException refusal)
        {
            context.Instruments.Count(refusal);
            return ValueTask.FromException<string?>(refusal);
        }
    }

    /// <inheritdoc/>
    public ValueTask LearnAsync(in ModelCall call, CancellationToken cancellationToken = default) =>
        call.Identifier is "" ? TeachAsync(EventKind.Learn, call with { Identifier = null }, cancellationToken) : TeachAsync(EventKind.Learn, call, cancellationToken);

    /// <inheritdoc/>
    public ValueTask LabelAsync(in ModelCall call, CancellationToken cancellationToken = default) =>
        Named(call.Identifier) is null ? Refused("'identifier' is missing.")
        : call.GroundTruth.IsEmpty || call.GroundTruth.SequenceEqual("null"u8) ? Refused("'label' is missing.")
        : TeachAsync(EventKind.Label, call, cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> TakeHereAsync(EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, CancellationToken cancellationToken)
    {
        var start = context.Time.GetTimestamp();
        var entry = await directory.FindAsync(call.Model, cancellationToken).ConfigureAwait(false);
        if (call.Epoch is { } meant && meant != entry.Epoch)
        {
            entry = await FindAnewAsync(call.Model, cancellationToken).ConfigureAwait(false);
            if (meant != entry.Epoch)
            {
                // It was long on its way, and nobody waits for it, or its sender has not heard yet that the model is another one.
                throw ModelUnloader.NotFound(call.Model);
            }
        }

        return await TakeAsync(entry, kind, call, prediction, start, cancellationToken).ConfigureAwait(false);
    }

    private static string? Named(string? identifier) => string.IsNullOrEmpty(identifier) ? null : identifier;

    private static ValueTask Refused(string reason) => ValueTask.FromException(new OnlineMlException(RefusalKind.BadRequest, reason));

    // Whoever gives calls to shares does so behind this.
    private static void RefuseShare(string model)
    {
        if (ModelNames.IsShare(model))
        {
            throw ModelUnloader.NotFound(model);
        }
    }

    private static string NameOf(EventKind kind) => kind switch
    {
        EventKind.Predict => "onlineml.predict",
        EventKind.Learn => "onlineml.learn",
        EventKind.Label => "onlineml.label",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such call."),
    };

    private ValueTask TeachAsync(EventKind kind, in ModelCall call, CancellationToken cancellationToken)
    {
        try
        {
            RefuseShare(call.Model);
            var pending = directory.HasShares
                ? Take(kind, _shares.Of(kind, call), null, cancellationToken, out var late)
                : Take(kind, call, null, cancellationToken, out late);
            return late is not null ? new ValueTask(late) : new ValueTask(pending!, pending!.Token);
        }
        catch (OnlineMlException refusal)
        {
            context.Instruments.Count(refusal);
            return ValueTask.FromException(refusal);
        }
    }

    // Gives the call to wait for, or a task for a call that has to wait for its model, or neither when the call is done.
    private PendingCall? Take(EventKind kind, in ModelCall call, IBufferWriter<byte>? prediction, CancellationToken cancellationToken, out Task<string?>? late)
    {
        lifetime.CheckNotStopping();
        context.CheckLength(call.Identifier, "identifier");
        context.CheckKey(call.IdempotencyKey);

        late = null;
        ModelEntry? entry = null;
        var start = context.Time.GetTimestamp();
        if (router?.IsHere(call.Model) == false)
        {
            var isForCopy = kind == EventKind.Predict && call.IdempotencyKey is null && router.MayAnswer(call.Model)
                && !(directory.TryFind(call.Model, out entry) && !entry.HasAcknowledged);
            if (!isForCopy || call.Identifier is not null)
            {
                var routed = OwnedCall.Of(call);
                late = OrByTheModelAsync(RouteAsync(router, kind, routed, prediction, start, isForCopy, cancellationToken), kind, routed, prediction, start, cancellationToken);
                return null;
            }
        }

        if (lifetime.IsStarted && directory.TryFind(call.Model, out entry) && !context.Instruments.Activities.HasListeners() && entry.Loaded is { } loaded
            && entry.Creator?.MustPrepare(context.EventClock.At(start)) != true)
        {
            var taken = loaded.TryTake(kind, call, prediction, start);
            if (taken.IsTaken)
            {
                return taken.Pending;
            }
        }

        var owned = OwnedCall.Of(call);
        late = OrByTheModelAsync(TakeAsync(entry, kind, owned, prediction, start, cancellationToken), kind, owned, prediction, start, cancellationToken);
        return null;
    }

    private async Task<string?> RouteAsync(
        IModelRouter router, EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, bool isForCopy, CancellationToken cancellationToken)
    {
        if (isForCopy && await _copies.TryPredictAsync(call, prediction!, start, cancellationToken).ConfigureAwait(false) is (true, var remembered))
        {
            return remembered;
        }

        var entry = await directory.FindAsync(call.Model, cancellationToken).ConfigureAwait(false);
        RoutedAnswer? answer;
        try
        {
            answer = await router.TakeAsync(kind, call with { Epoch = entry.Epoch }, cancellationToken).ConfigureAwait(false);
        }
        catch (OnlineMlException refusal) when (refusal.Kind == RefusalKind.ModelNotFound)
        {
            var known = entry;
            entry = await FindAnewAsync(call.Model, cancellationToken).ConfigureAwait(false);
            if (entry == known)
            {
                throw;
            }

            answer = await router.TakeAsync(kind, call with { Epoch = entry.Epoch }, cancellationToken).ConfigureAwait(false);
        }

        if (answer is not { } routed)
        {
            return await TakeAsync(entry, kind, call, prediction, start, cancellationToken).ConfigureAwait(false);
        }

        prediction?.Write(routed.Prediction.Span);
        call.Receipt?.Position = routed.Position;
        entry.Acknowledge(routed.Position ?? 0);
        return routed.Identifier;
    }

    // Another server may have made a new model of the name.
    private async Task<ModelEntry> FindAnewAsync(string model, CancellationToken cancellationToken)
    {
        await directory.RefreshAsync(model, cancellationToken).ConfigureAwait(false);
        return await directory.FindAsync(model, cancellationToken).ConfigureAwait(false);
    }

    // A server that has not heard yet that a model was created anew gives calls to shares of the earlier one, which are gone.
    private Task<string?> OrByTheModelAsync(
        Task<string?> taking, EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, CancellationToken cancellationToken)
    {
        return ModelNames.IsShare(call.Model) ? ShareOrModelAsync() : taking;

        async Task<string?> ShareOrModelAsync()
        {
            try
            {
                return await taking.ConfigureAwait(false);
            }
            catch (OnlineMlException e) when (e.Kind == RefusalKind.ModelNotFound)
            {
                var whole = ModelNames.Whole(call.Model);
                await directory.RefreshAsync(call.Model, cancellationToken).ConfigureAwait(false);
                await directory.RefreshAsync(whole, cancellationToken).ConfigureAwait(false);
                return await RouteOrTakeAsync(kind, call with { Model = whole }, prediction, start, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A call that came to the model itself, from a server that does not know of its shares yet, goes to a share so, and the other way round.
    private Task<string?> RouteOrTakeAsync(EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, CancellationToken cancellationToken) =>
        router?.IsHere(call.Model) == false
            ? RouteAsync(router, kind, call, prediction, start, isForCopy: false, cancellationToken)
            : TakeAsync(null, kind, call, prediction, start, cancellationToken);

    private async Task<string?> TakeAsync(
        ModelEntry? entry, EventKind kind, OwnedCall call, IBufferWriter<byte>? prediction, long start, CancellationToken cancellationToken)
    {
        entry ??= await directory.FindAsync(call.Model, cancellationToken).ConfigureAwait(false);
        using var activity = context.Instruments.Activities.StartActivity(NameOf(kind));
        activity?.SetTag("model", entry.Name);
        try
        {
            for (var isCaughtUp = false; ; isCaughtUp = true)
            {
                (entry, var loaded) = await models.LoadAsync(entry, call.Bytes, cancellationToken).ConfigureAwait(false);
                if (loaded.State.Mixing is { Setup: { IsShare: false } setup } && !ShareChoice.IsPeek(kind, call.Identifier, call.IdempotencyKey))
                {
                    var shares = await creation.EnsureAsync(entry, setup, cancellationToken).ConfigureAwait(false);
                    return await RouteOrTakeAsync(kind, _shares.Of(shares, call), prediction, start, cancellationToken).ConfigureAwait(false);
                }

                if (entry.Creator is { } creator)
                {
                    await creator.PrepareAsync(context.EventClock.At(start)).ConfigureAwait(false);
                }

                call = isCaughtUp ? await CopyCalls.CompleteAsync(loaded, kind, call).ConfigureAwait(false) : call;
                if (await loaded.TakeAsync(kind, call, prediction, start, isCaughtUp, cancellationToken).ConfigureAwait(false) is { IsTaken: true } taken)
                {
                    if (taken.Pending is not { } pending)
                    {
                        return null;
                    }

                    using var append = context.Instruments.Activities.StartActivity("onlineml.append");
                    append?.SetTag("model", entry.Name);
                    var identifier = await new ValueTask<string?>(pending, pending.Token).ConfigureAwait(false);
                    await CopyCalls.ForgetAsync(loaded, call).ConfigureAwait(false);
                    return identifier;
                }

                await LiveModels.CatchUpAsync(loaded, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            context.Instruments.Count(e);
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }
}
