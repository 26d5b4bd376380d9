using System.Diagnostics.CodeAnalysis;
using OnlineMl.Contracts;
using OnlineMl.Serving.Mixing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>The models by name: those that this server knows of and, where it does not, what the store has.</summary>
/// <param name="entries">The models that this server knows of.</param>
/// <param name="store">Where they are kept.</param>
/// <param name="unloader">Takes those out of memory that are gone.</param>
/// <param name="lifetime">Whether the host takes calls.</param>
internal sealed class ModelDirectory(ModelEntries entries, IModelStore store, ModelUnloader unloader, HostLifetime lifetime)
{
    private volatile bool _hasShares;

    public ICollection<ModelEntry> Entries => entries.Entries;

    public ICollection<string> Names => entries.Names;

    /// <summary>How many models this server knows of; their shares do not count.</summary>
    public int Models => entries.Models;

    /// <summary>A model that this server knows of.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ModelEntry? entry) => entries.TryFind(name, out entry);

    /// <summary>A model, which another server may have created.</summary>
    /// <exception cref="OnlineMlException">There is none of that name.</exception>
    public async ValueTask<ModelEntry> FindAsync(string name, CancellationToken cancellationToken)
    {
        await lifetime.RunningAsync(cancellationToken).ConfigureAwait(false);
        return entries.TryFind(name, out var entry) ? entry
            : await FindEpochAsync(name, cancellationToken).ConfigureAwait(false) is { } epoch ? Add(name, epoch)
            : throw ModelUnloader.NotFound(name);
    }

    /// <summary>Whether the store has a model.</summary>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        await FindEpochAsync(name, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>What tells the model that the store has from others of its name; null when it has none.</summary>
    public async Task<string?> FindEpochAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return ModelNames.IsAllowed(name) ? await store.FindEpochAsync(name, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    /// <summary>The names of the models that the store has.</summary>
    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        await lifetime.RunningAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await store.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    /// <summary>Learns which models the store has, and drops those that it has no more.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var models = await store.ListEpochsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (name, epoch) in models)
        {
            await DropIfOtherAsync(name, epoch, cancellationToken).ConfigureAwait(false);
            Add(name, epoch);
        }

        foreach (var gone in entries.Names.Except(models.Select(model => model.Name), StringComparer.Ordinal).ToList())
        {
            await DropIfGoneAsync(gone, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Learns whether the store has a model, and drops one that it has no more.</summary>
    /// <exception cref="OnlineMlException">The store cannot be read.</exception>
    public async Task RefreshAsync(string name, CancellationToken cancellationToken)
    {
        var epoch = await FindEpochAsync(name, cancellationToken).ConfigureAwait(false);
        await DropIfOtherAsync(name, epoch, cancellationToken).ConfigureAwait(false);
        if (epoch is not null)
        {
            Add(name, epoch);
        }
    }

    /// <summary>Takes note of a model that the store has, unless one of its name is known.</summary>
    public ModelEntry Add(string name, string epoch)
    {
        NoteIfShare(name);
        return entries.GetOrAdd(name, epoch);
    }

    /// <summary>Whether any model is learned in shares.</summary>
    public bool HasShares => _hasShares;

    /// <summary>Takes note of a model that is to be created, unless there is one of its name.</summary>
    public bool TryAdd(ModelEntry entry)
    {
        NoteIfShare(entry.Name);
        return entries.TryAdd(entry);
    }

    /// <summary>A model that is known and whose name differs from another one in case only; null when there is none.</summary>
    public string? FindOtherSpelling(string name) => entries.FindOtherSpelling(name);

    /// <summary>Drops a model that another server deleted.</summary>
    /// <returns>False when the store has it.</returns>
    public async Task<bool> DropIfGoneAsync(string name, CancellationToken cancellationToken)
    {
        if (!entries.TryFind(name, out var entry))
        {
            return true;
        }

        try
        {
            if (!await unloader.DropIfGoneAsync(entry, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }

        ForgetIfDeleted(entry);
        return true;
    }

    /// <summary>Forgets a model that is deleted, unless there is a new one under its name.</summary>
    public void ForgetIfDeleted(ModelEntry entry)
    {
        if (entry.IsDeleted && entries.TryRemove(entry)
            && entries.TryFind(ModelNames.Whole(entry.Name), out var whole) && whole.Shares?.Names.Contains(entry.Name, StringComparer.Ordinal) == true)
        {
            whole.Shares = null;
        }
    }

    private void NoteIfShare(string name)
    {
        if (ModelNames.IsShare(name))
        {
            _hasShares = true;
        }
    }

    private async Task DropIfOtherAsync(string name, string? epoch, CancellationToken cancellationToken)
    {
        if (entries.TryFind(name, out var known) && !known.IsBeingCreated && known.Epoch != epoch)
        {
            await DropIfGoneAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }
}
