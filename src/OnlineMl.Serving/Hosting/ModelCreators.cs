using System.Collections.Concurrent;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Knows which user created which model, so that what one user takes is bounded. Models that no user created count for nobody.</summary>
internal sealed class ModelCreators(IModelStore store, ModelEntries entries, ServingContext context)
{
    private const int AtOnce = 100;

    private readonly ConcurrentDictionary<string, UserUsage> _usages = new(StringComparer.Ordinal);

    /// <summary>What the models of a user take.</summary>
    public UserUsage Of(string user) => _usages.GetOrAdd(
        user, static (name, context) => new UserUsage(name, context.Options, context.Counter, context.Sizes, context.Time), context);

    /// <summary>Finds out who created a model, unless that is known. A share is of whoever created its model.</summary>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    public async Task FindAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (!entry.IsCreatorKnown)
        {
            entry.Creator = await store.FindCreatorAsync(ModelNames.Whole(entry.Name), cancellationToken).ConfigureAwait(false) is { } user ? Of(user) : null;
            entry.IsCreatorKnown = true;
        }
    }

    /// <summary>Tells the servers that share the models what those of each user take here, and finds out what they take there.</summary>
    public async Task TellMemoryAsync()
    {
        foreach (var some in _usages.Values.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(usage => usage.Memory.TellAsync(IsThere))).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses a new model of a user who has too many, or whose models take too much.</summary>
    /// <exception cref="Contracts.OnlineMlException">It is refused.</exception>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    public async Task CheckAsync(UserUsage usage, CancellationToken cancellationToken)
    {
        var known = entries.Where(entry => !ModelNames.IsShare(entry.Name)).ToList();
        foreach (var unknown in known.Where(entry => !entry.IsCreatorKnown).Chunk(AtOnce))
        {
            await Task.WhenAll(unknown.Select(entry => TryFindAsync(entry, cancellationToken))).ConfigureAwait(false);
        }

        await usage.Memory.AskAsync(IsThere).ConfigureAwait(false);
        usage.CheckModels(known.Count(entry => ReferenceEquals(entry.Creator, usage)));
    }

    // One model that cannot be read keeps nobody from creating others; until it can, it counts for nobody.
    private async Task TryFindAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await FindAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException) when (!store.IsShared)
        {
            return;
        }
    }

    private bool IsThere(string model) => entries.TryFind(model, out var entry) && !entry.IsDeleted;
}
