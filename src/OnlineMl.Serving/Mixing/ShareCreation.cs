using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Mixing;

/// <summary>Creates and deletes the shares of models.</summary>
internal sealed class ShareCreation(ModelDirectory directory, LiveModels models, ModelLoader loader, ModelUnloader unloader, ServingContext context)
{
    /// <summary>Sees to it that there are all shares of a model.</summary>
    /// <exception cref="OnlineMlException">One cannot be stored now.</exception>
    public async Task<ModelShares> EnsureAsync(ModelEntry entry, MixingSetup setup, CancellationToken cancellationToken)
    {
        if (entry.Shares is { } known)
        {
            return known;
        }

        var shares = new ModelShares(entry.Name, setup.Shares);
        foreach (var share in shares.Names)
        {
            await EnsureAsync(entry.Name, share, setup, cancellationToken).ConfigureAwait(false);
        }

        directory.Link(entry, shares);
        return shares;
    }

    /// <summary>Deletes the shares of a model that was deleted.</summary>
    public async Task DeleteAsync(string model, CancellationToken cancellationToken)
    {
        foreach (var name in directory.Names.Where(name => ModelNames.IsShare(name) && ModelNames.Whole(name) == model).ToList())
        {
            if (directory.TryFind(name, out var share))
            {
                await DeleteAsync(share, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Deletes a share whose model is no more.</summary>
    public async Task DeleteIfAloneAsync(ModelEntry share, CancellationToken cancellationToken)
    {
        if (!directory.TryFind(ModelNames.Whole(share.Name), out _) && !share.IsBeingCreated
            && !await directory.ExistsAsync(ModelNames.Whole(share.Name), cancellationToken).ConfigureAwait(false))
        {
            await DeleteAsync(share, cancellationToken).ConfigureAwait(false);
        }
    }

    // What a share begins with is what the model is: while there is not every share, none was merged.
    private async Task EnsureAsync(string model, string share, MixingSetup setup, CancellationToken cancellationToken)
    {
        if (await directory.FindEpochAsync(share, cancellationToken).ConfigureAwait(false) is { } epoch)
        {
            var found = directory.Add(share, epoch);
            if (await models.ReadAsync(share, (_, loaded) => loaded.State.Mixing?.Setup.Id, cancellationToken).ConfigureAwait(false) == setup.Id)
            {
                return;
            }

            await DeleteAsync(found, cancellationToken).ConfigureAwait(false);
        }

        var (round, learned) = await models.ReadLatestAsync(
            model, (_, loaded) => (loaded.State.Mixing?.Round ?? 0, ServedSnapshot.WriteLearned(loaded.State)), cancellationToken).ConfigureAwait(false);
        var mixed = setup with { IsShare = true };
        var state = ServedSnapshot.ReadLearned(share, learned, context.Catalog, context.Options, mixed).AsShare(round);
        var entry = new ModelEntry(share) { IsBeingCreated = true };
        if (!directory.TryAdd(entry))
        {
            return;
        }

        var isCreated = false;
        try
        {
            isCreated = await loader.CreateAsync(entry, state, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isCreated)
            {
                entry.IsDeleted = true;
                directory.ForgetIfDeleted(entry);
            }
        }

        await directory.FindAsync(share, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAsync(ModelEntry share, CancellationToken cancellationToken)
    {
        try
        {
            await unloader.DeleteAsync(share, cancellationToken).ConfigureAwait(false);
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.ModelNotFound)
        {
            // Another server was faster.
        }
        finally
        {
            directory.ForgetIfDeleted(share);
        }
    }
}
