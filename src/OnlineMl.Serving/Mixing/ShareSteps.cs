using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Mixing;

/// <summary>Asks shares to be cut and merged, on whichever server their calls are done.</summary>
internal sealed class ShareSteps(ModelDirectory directory, LiveModels models, IModelRouter? router)
{
    /// <summary>Asks all shares of a model the same.</summary>
    /// <exception cref="OnlineMlException">There is no such share, or it cannot be done now.</exception>
    public Task<MixingAnswer[]> AskAllAsync(ModelShares shares, MixingStep step, CancellationToken cancellationToken) =>
        Task.WhenAll(shares.Names.Select(share => AskAsync(share, step, cancellationToken)));

    /// <summary>Asks a share.</summary>
    /// <exception cref="OnlineMlException">There is no such share, or it cannot be done now.</exception>
    public async Task<MixingAnswer> AskAsync(string share, MixingStep step, CancellationToken cancellationToken) =>
        router is not null && await router.MixAsync(share, step, cancellationToken).ConfigureAwait(false) is { } answer
            ? answer
            : await StepAsync(share, step, cancellationToken).ConfigureAwait(false);

    /// <summary>Does on this server what a share is asked to do.</summary>
    /// <exception cref="OnlineMlException">There is no such share, or it cannot be done now.</exception>
    public async Task<MixingAnswer> StepAsync(string share, MixingStep step, CancellationToken cancellationToken)
    {
        var entry = await directory.FindAsync(share, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            (entry, var loaded) = await models.LoadAsync(entry, cancellationToken).ConfigureAwait(false);
            await LiveModels.CatchUpAsync(loaded, cancellationToken).ConfigureAwait(false);
            var (isRead, answer) = await loaded.ReadAsync(() => MixingAnswer.Of(loaded.State), bytes: null).ConfigureAwait(false);
            if (isRead && !IsWanted(step, answer!))
            {
                return answer!;
            }

            var kind = step.Merged.Length > 0 ? EventKind.Merge : EventKind.Cut;
            if (isRead && await loaded.AppendAsync(kind, step.Round.Write(), step.Merged).ConfigureAwait(false))
            {
                (isRead, answer) = await loaded.ReadAsync(() => MixingAnswer.Of(loaded.State), bytes: null).ConfigureAwait(false);
                if (isRead)
                {
                    return answer!;
                }
            }
        }
    }

    private static bool IsWanted(MixingStep step, MixingAnswer share) => (step.Id == share.Id || step.Id.Length == 0) && share.Round == step.Round.Number - 1
        && (step.Merged.Length > 0 ? share.Cut.Length > 0 : share.Cut.Length == 0 && (step.IsForced || share.HasNews));
}
