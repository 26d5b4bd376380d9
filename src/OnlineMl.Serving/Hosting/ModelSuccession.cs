using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Serving.Hosting;

/// <summary>Puts other models into the place of served ones.</summary>
internal sealed class ModelSuccession(
    ModelDirectory directory, LiveModels models, ModelLoader loader, ModelFileReading files, ServingContext context, HostLifetime lifetime)
{
    /// <summary>How large the file of a model may be: what a log takes at once.</summary>
    public const int MaxFileBytes = 48 << 20;

    /// <summary>Replaces a model by an untrained one, which takes its examples as the earlier one does where nothing else is said.</summary>
    public async Task ReplaceAsync(string name, string spec, ModelOptions? options, string? key, CancellationToken cancellationToken)
    {
        var taken = await ReadAsync(name, state => state.Model, model => new ModelOptions(
            options?.TimeFeature ?? model.TimeFeature,
            options?.MaxMadeFeatures ?? Math.Min(model.MaxMadeFeatures, context.Options.Limit.MaxMadeFeatures),
            options?.MaxNames ?? Math.Min(model.MaxNames, context.Options.Limit.MaxNames),
            options?.ParseNumbers ?? model.ParseNumbers), cancellationToken).ConfigureAwait(false);
        var successor = Understood(() => Model.FromSpec(spec, context.SpecOptionsWith(taken), context.Catalog));
        await ReplaceAsync(name, successor, new Replacement(HasLearned: false), key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces a model by one of a file, with all it has learned.</summary>
    public async Task ReplaceAsync(string name, Stream file, string? key, CancellationToken cancellationToken)
    {
        var flavor = await ReadAsync(name, state => state.Header, header => header.Flavor, cancellationToken).ConfigureAwait(false);
        var successor = await ReadAsync(name, file, flavor, cancellationToken).ConfigureAwait(false);
        await ReplaceAsync(name, successor, new Replacement(HasLearned: true), key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces a model by another one.</summary>
    /// <exception cref="OnlineMlException">There is no such model, the other one does not fit, or it cannot be stored.</exception>
    public async Task ReplaceAsync(string name, Model model, Replacement replacement, string? key, CancellationToken cancellationToken)
    {
        lifetime.CheckNotStopping();
        context.CheckKey(key);
        var file = FileOf(name, model);

        // As every replay will read it.
        var successor = Model.Load(ModelFile.Read(file), context.Catalog, SpecOptions.Unlimited);
        new ClassLimit(successor, Flavor.Custom, context.Options).CheckAll();
        var entry = await directory.FindAsync(name, cancellationToken).ConfigureAwait(false);
        using var reservation = await loader.Eviction.ReserveAsync(entry, MemoryBudget.SizeOf(successor.MemorySize()), cancellationToken, waits: true).ConfigureAwait(false);
        while (true)
        {
            (entry, var loaded) = await models.LoadAsync(entry, cancellationToken).ConfigureAwait(false);
            if (await loaded.ReplaceAsync(successor, file, replacement, key).ConfigureAwait(false))
            {
                loaded.Snapshot.IsOverdue = true;
                context.RequestMaintenance();
                return;
            }
        }
    }

    private async Task<Model> ReadAsync(string name, Stream file, Flavor flavor, CancellationToken cancellationToken)
    {
        using var read = await files.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        return Understood(() =>
        {
            var parts = ModelFile.Read(read.Bytes);
            var header = new ServedHeader();
            if (parts.TryFill(ServedSnapshot.HeaderPart, header) && header.Flavor != flavor)
            {
                throw new OnlineMlException(
                    RefusalKind.BadRequest,
                    $"The file is of a model of the flavor {Flavors.NameOf(header.Flavor)}, and the model '{name}' has the flavor {Flavors.NameOf(flavor)}.");
            }

            return Model.Load(parts, context.Catalog, context.SpecOptions);
        });
    }

    private static T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is SpecException or StateFormatException)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
        }
    }

    private static ReadOnlyMemory<byte> FileOf(string name, Model model)
    {
        using var stream = new MemoryStream();
        Understood(() =>
        {
            model.Save(stream);
            return true;
        });
        return stream.Length <= MaxFileBytes
            ? stream.GetBuffer().AsMemory(0, (int)stream.Length)
            : throw new OnlineMlException(
                RefusalKind.TooLarge,
                $"The model that is to take the place of '{name}' has {stream.Length} bytes; as one event of the log it may have at most {MaxFileBytes}. Add it under another name.");
    }

    private Task<T> ReadAsync<TPart, T>(string name, Func<ModelState, TPart> part, Func<TPart, T> read, CancellationToken cancellationToken) =>
        models.ReadAsync(name, (_, loaded) => read(part(loaded.State)), cancellationToken);
}
