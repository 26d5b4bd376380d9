using System.Buffers;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Predictions;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Calls;

/// <summary>Predictions that copies of models make and that are to be labelled: the log has nothing of them until their label comes, as an event that
/// brings all of both.</summary>
internal sealed class CopyCalls(ModelDirectory directory, LiveModels models)
{
    /// <summary>Answers a prediction by the copy that this server has, and remembers it where all servers find it.</summary>
    /// <returns>Whether it is answered, and what it is remembered under; the server that does the model's calls is to answer one that is not.</returns>
    /// <exception cref="Contracts.OnlineMlException">The call is refused.</exception>
    public async Task<(bool IsAnswered, string? Identifier)> TryPredictAsync(
        OwnedCall call, IBufferWriter<byte> prediction, long start, CancellationToken cancellationToken)
    {
        var entry = await directory.FindAsync(call.Model, cancellationToken).ConfigureAwait(false);
        (_, var loaded) = await models.LoadAsync(entry, cancellationToken).ConfigureAwait(false);
        if (loaded.Log.Carried is not { } carried || loaded.State.Mixing is not null)
        {
            return default;
        }

        var (isRead, answer) = await loaded.ReadAsync(() => loaded.Carry(call, start), call.Bytes).ConfigureAwait(false);
        if (!isRead || answer is null)
        {
            return default;
        }

        var identifier = call.Identifier;
        try
        {
            if (!await carried.KeepAsync(identifier!, answer.Carried, answer.Limits).ConfigureAwait(false))
            {
                return default;
            }
        }
        catch (StorageException) when (call.MayBeForgotten)
        {
            identifier = null;
        }
        catch (StorageException reason)
        {
            throw ServingContext.Refusal(reason);
        }

        prediction.Write(answer.Shown);
        call.Receipt?.Position = answer.Position;
        loaded.Tell(answer);
        return (true, identifier);
    }

    /// <summary>A call that learns from a prediction which the model does not know, with what a copy remembers of it; else the call itself.</summary>
    /// <exception cref="Contracts.OnlineMlException">That cannot be found out now.</exception>
    public static async Task<OwnedCall> CompleteAsync(LiveModel loaded, EventKind kind, OwnedCall call)
    {
        if (call.Made is not null || kind is not (EventKind.Learn or EventKind.Label) || call.Identifier is not { } identifier || call.Features.Length > 0
            || loaded.Log.Carried is not { } carried)
        {
            return call;
        }

        try
        {
            return await carried.FindAsync(identifier).ConfigureAwait(false) is { } bytes ? call.With(CarriedPrediction.Read(bytes)) : call;
        }
        catch (StorageException reason)
        {
            throw ServingContext.Refusal(reason);
        }
    }

    /// <summary>Forgets what was remembered of a call that is done. Its label is in the log, so that it counts once also where this fails.</summary>
    public static async Task ForgetAsync(LiveModel loaded, OwnedCall call)
    {
        if (call.Made is not null && loaded.Log.Carried is { } carried)
        {
            await carried.ForgetAsync(call.Identifier!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
