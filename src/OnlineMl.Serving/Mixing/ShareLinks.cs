using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Mixing;

/// <summary>Finds out whose shares those are that this server has heard of, so that calls of their model go there at once; until then the owner of the model
/// brings them there.</summary>
/// <remarks>The names alone do not tell: an earlier model of the name may have had as many.</remarks>
internal sealed class ShareLinks(ModelDirectory directory, ShareSteps steps, TimeProvider time)
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(1);

    // No round has this number, so that it changes nothing.
    private static readonly MixingStep Question = new("", new MixingRound(0, []), [], IsForced: false);

    /// <summary>Looks whether a share and those beside it are of the model that has their name, unless that was asked a moment ago.</summary>
    /// <exception cref="OnlineMlException">They cannot be asked now.</exception>
    public async Task LookAsync(ModelEntry share, CancellationToken cancellationToken)
    {
        if (share.AskedAt is not { } last || time.GetElapsedTime(last) > BetweenQuestions)
        {
            share.AskedAt = time.GetTimestamp();
            await LinkAsync(share, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks whether a share and those beside it are of the model that has their name.</summary>
    /// <exception cref="OnlineMlException">They cannot be asked now.</exception>
    public async Task LinkAsync(ModelEntry share, CancellationToken cancellationToken)
    {
        var shares = new ModelShares(ModelNames.Whole(share.Name), ModelNames.SharesOf(share.Name));
        if (shares.Names is not [var first, ..] || first != share.Name || !directory.TryFind(ModelNames.Whole(share.Name), out var whole) || whole.Shares is not null
            || !shares.Names.All(name => directory.TryFind(name, out _)))
        {
            return;
        }

        try
        {
            var id = (await steps.AskAsync(whole.Name, Question, cancellationToken).ConfigureAwait(false)).Id;
            var answers = await steps.AskAllAsync(shares, Question, cancellationToken).ConfigureAwait(false);
            whole.MixingFault = null;
            if (id.Length > 0 && answers.All(answer => answer.Id == id))
            {
                whole.Shares = shares;
            }
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.ModelNotFound)
        {
            // One of them was deleted just now.
        }
    }
}
