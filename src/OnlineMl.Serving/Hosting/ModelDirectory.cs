using System.Collections.Concurrent;
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
internal sealed class ModelDirectory(ConcurrentDictionary<string, ModelEntry> entries, IModelStore store, ModelUnloader unloader, HostLifetime lifetime)
{
    private volatile bool _hasShares;

    public ICollection<ModelEntry> Entries => entries.Values;

    public ICollection<string> Names => entries.Keys;

    /// <summary>A model that this server knows of.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ModelEntry? entry) => entries.TryGetValue(name, out entry);

    /// <summary>A model, which another server may have created.</summary>
    /// <exception cref="OnlineMlException">There is none of that name.</exception>
    public async ValueTask<ModelEntry> FindAsync(string name, CancellationToken cancellationToken)
    {
        await lifetime.RunningAsync(cancellationToken).ConfigureAwait(false);
        return entries.TryGetValue(name, out var entry) ? entry
            : await ExistsAsync(name, cancellationToken).ConfigureAwait(false) ? Add(name)
            : throw ModelUnloader.NotFound(name);
    }

    /// <summary>Whether the store has a model.</summary>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return ModelNames.IsAllowed(name) && await store.ExistsAsync(name, cancellationToken).ConfigureAwait(false);
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
        var names = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            Add(name);
        }

        foreach (var gone in entries.Keys.Except(names, StringComparer.Ordinal).ToList())
        {
            await DropIfGoneAsync(gone, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes note of a model that the store has.</summary>
    public ModelEntry Add(string name)
    {
        var entry = entries.GetOrAdd(name, static name => new ModelEntry(name));
        if (ModelNames.IsShare(name) && entries.TryGetValue(ModelNames.Whole(name), out var whole) && whole.Shares is null)
        {
            var shares = new ModelShares(whole.Name, ModelNames.SharesOf(name));
            if (shares.Names.All(entries.ContainsKey))
            {
                Link(whole.Name, shares);
            }
        }

        return entry;
    }

    /// <summary>Takes note of the shares of a model, which are all there.</summary>
    public void Link(string name, ModelShares shares)
    {
        if (entries.TryGetValue(name, out var whole))
        {
            whole.Shares = shares;
            _hasShares = true;
        }
    }

    /// <summary>Whether any model is learned in shares.</summary>
    public bool HasShares => _hasShares;

    /// <summary>Takes note of a model that is to be created, unless there is one of its name.</summary>
    public bool TryAdd(ModelEntry entry) => entries.TryAdd(entry.Name, entry);

    /// <summary>Drops a model that another server deleted.</summary>
    /// <returns>False when the store has a model of that name.</returns>
    public async Task<bool> DropIfGoneAsync(string name, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(name, out var entry))
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
        if (entry.IsDeleted)
        {
            entries.TryRemove(KeyValuePair.Create(entry.Name, entry));
        }
    }
}
