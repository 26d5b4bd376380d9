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
            await EnsureAsync(entry, share, setup, cancellationToken).ConfigureAwait(false);
        }

        entry.Shares = shares;
        return shares;
    }

    /// <summary>The shares of a model that is to be deleted, each with what tells it from one that has its name later.</summary>
    /// <remarks>This server may not have heard of them yet. One that is left would take calls, and acknowledge them, from a server that has not heard of the deletion.</remarks>
    public async Task<IReadOnlyList<(ModelEntry Share, string Epoch)>> FindAsync(string model, CancellationToken cancellationToken)
    {
        var known = directory.Names.Where(name => ModelNames.IsShare(name) && ModelNames.Whole(name) == model);
        var counts = Enumerable.Range(MixingSetup.FewestShares, MixingSetup.MostShares - MixingSetup.FewestShares + 1).ToArray();
        var firsts = await FindEpochsAsync(counts.Select(count => ModelNames.OfShare(model, 0, count)), cancellationToken).ConfigureAwait(false);
        var there = counts.Where((_, index) => firsts[index].Epoch is not null).SelectMany(count => new ModelShares(model, count).Names);
        return
        [
            .. (await FindEpochsAsync(known.Union(there, StringComparer.Ordinal), cancellationToken).ConfigureAwait(false))
                .Where(share => share.Epoch is not null)
                .Select(share => (directory.Add(share.Name, share.Epoch!), share.Epoch!)),
        ];
    }

    /// <summary>Deletes the shares of a model that was deleted, and none of one that was created since.</summary>
    public async Task DeleteAsync(IReadOnlyList<(ModelEntry Share, string Epoch)> shares, CancellationToken cancellationToken)
    {
        foreach (var (share, epoch) in shares)
        {
            await DeleteAsync(share, epoch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a share whose model is no more.</summary>
    public async Task DeleteIfAloneAsync(ModelEntry share, CancellationToken cancellationToken)
    {
        // A model is there before its shares, so that a share that was there when its model was not is of an earlier one.
        if (!directory.TryFind(ModelNames.Whole(share.Name), out _) && !share.IsBeingCreated
            && await directory.FindEpochAsync(share.Name, cancellationToken).ConfigureAwait(false) is { } epoch
            && !await directory.ExistsAsync(ModelNames.Whole(share.Name), cancellationToken).ConfigureAwait(false))
        {
            await DeleteAsync(share, epoch, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<(string Name, string? Epoch)[]> FindEpochsAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        Task.WhenAll(names.Select(async name => (name, await directory.FindEpochAsync(name, cancellationToken).ConfigureAwait(false))));

    private async Task EnsureAsync(ModelEntry model, string share, MixingSetup setup, CancellationToken cancellationToken)
    {
        // Another server may be faster, also one that has not heard yet that the model is another one by now.
        while (!await IsThereAsync(model, share, setup, cancellationToken).ConfigureAwait(false)
            && !await TryCreateAsync(model, share, setup, cancellationToken).ConfigureAwait(false))
        {
            await directory.RefreshAsync(share, cancellationToken).ConfigureAwait(false);
        }
    }

    // A share of another model of this name is deleted.
    private async Task<bool> IsThereAsync(ModelEntry model, string share, MixingSetup setup, CancellationToken cancellationToken)
    {
        if (await directory.FindEpochAsync(share, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return false;
        }

        var entry = directory.Add(share, found);
        try
        {
            var (id, epoch) = await models.ReadAsync(share, (_, loaded) => (loaded.State.Mixing?.Setup.Id, loaded.Log.Epoch), cancellationToken).ConfigureAwait(false);
            if (id == setup.Id)
            {
                return true;
            }

            await CheckIsThereAsync(model, cancellationToken).ConfigureAwait(false);
            await DeleteAsync(entry, epoch, cancellationToken).ConfigureAwait(false);
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.ModelNotFound)
        {
            // Whoever deletes the earlier model was faster.
        }

        return false;
    }

    // What a share begins with is what the model is: while there is not every share, none was merged.
    private async Task<bool> TryCreateAsync(ModelEntry model, string share, MixingSetup setup, CancellationToken cancellationToken)
    {
        var (round, learned) = await models.ReadLatestAsync(
            model.Name, (_, loaded) => (loaded.State.Mixing?.Round ?? 0, ServedSnapshot.WriteLearned(loaded.State)), cancellationToken).ConfigureAwait(false);
        await CheckIsThereAsync(model, cancellationToken).ConfigureAwait(false);
        var mixed = setup with { IsShare = true };
        var state = ServedSnapshot.ReadLearned(share, learned, context.Catalog, context.Options, mixed).AsShare(round);
        var entry = new ModelEntry(share) { IsBeingCreated = true };
        if (!directory.TryAdd(entry))
        {
            return directory.TryFind(share, out var other) && other.IsBeingCreated;
        }

        var isCreated = false;
        try
        {
            return isCreated = await loader.CreateAsync(entry, state, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isCreated)
            {
                entry.IsDeleted = true;
                directory.ForgetIfDeleted(entry);
            }
        }
    }

    // A server that hears late of a new model must not take the shares of that one for wrong.
    private async Task CheckIsThereAsync(ModelEntry model, CancellationToken cancellationToken)
    {
        if (await directory.FindEpochAsync(model.Name, cancellationToken).ConfigureAwait(false) != model.Epoch)
        {
            throw ModelUnloader.BeingDeleted(model.Name);
        }
    }

    private async Task DeleteAsync(ModelEntry share, string epoch, CancellationToken cancellationToken)
    {
        try
        {
            await unloader.DeleteAsync(share, epoch, cancellationToken).ConfigureAwait(false);
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
