using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Hosting;

/// <summary>Creates and deletes models by name.</summary>
internal sealed class ModelCreation(ModelDirectory directory, ModelLoader loader, ModelUnloader unloader, ServingContext context, HostLifetime lifetime)
{
    private readonly Lock _adding = new();

    /// <summary>Creates a model.</summary>
    /// <param name="name">Its name; null for one that is made up.</param>
    /// <param name="build">Makes the model, which has learned nothing or what it brings.</param>
    /// <param name="user">The user who creates it; null when it is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="OnlineMlException">There is one of that name, there are too many, or it cannot be stored.</exception>
    public async Task<string> CreateAsync(string? name, Func<string, ModelState> build, string? user, CancellationToken cancellationToken)
    {
        await lifetime.RunningAsync(cancellationToken).ConfigureAwait(false);
        if (name is null)
        {
            name = ModelNames.MakeUp(known => directory.TryFind(known, out _));
        }
        else
        {
            ModelNames.CheckNew(name);
        }

        CheckNumber();
        var state = build(name);
        var creator = user is null ? null : loader.Creators.Of(user);
        var entry = new ModelEntry(name) { IsBeingCreated = true, Creator = creator, IsCreatorKnown = true };
        if (!TryAdd(entry) && (!await directory.DropIfGoneAsync(name, cancellationToken).ConfigureAwait(false) || !TryAdd(entry)))
        {
            throw Exists(name);
        }

        try
        {
            RefuseLike(name);
            if (creator is not null)
            {
                await loader.Creators.CheckAsync(creator, cancellationToken).ConfigureAwait(false);
            }

            if (!await loader.CreateAsync(entry, state, cancellationToken).ConfigureAwait(false))
            {
                throw Exists(name);
            }
        }
        catch
        {
            entry.IsDeleted = true;
            directory.ForgetIfDeleted(entry);
            throw;
        }

        return name;
    }

    /// <summary>Deletes a model.</summary>
    /// <exception cref="OnlineMlException">There is none of that name.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var entry = await directory.FindAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            var epoch = await directory.FindEpochAsync(name, cancellationToken).ConfigureAwait(false);
            await unloader.DeleteAsync(entry, epoch ?? "", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            directory.ForgetIfDeleted(entry);
        }
    }

    // Others may have been added since the number was looked at first, which is before the model is built for nothing.
    private bool TryAdd(ModelEntry entry)
    {
        lock (_adding)
        {
            CheckNumber();
            return directory.TryAdd(entry);
        }
    }

    private void CheckNumber()
    {
        var count = directory.Models;
        if (count >= context.Options.Limit.MaxModels)
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest, $"There are {count} models already; at most {context.Options.Limit.MaxModels} are allowed.")
            {
                Limit = nameof(OnlineMlLimitOptions.MaxModels),
            };
        }
    }

    private static OnlineMlException Exists(string name) => new(RefusalKind.AlreadyExists, $"There is a model named '{name}' already.");

    private void RefuseLike(string name)
    {
        if (directory.FindOtherSpelling(name) is { } like)
        {
            throw new OnlineMlException(
                RefusalKind.AlreadyExists, $"There is a model named '{like}' already; names that differ only in case are one on some file systems.");
        }
    }
}
