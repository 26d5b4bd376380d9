using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>The models in memory, where they are brought when they are needed, and what there is to read of them.</summary>
internal sealed class LiveModels(ModelDirectory directory, ModelLoader loader, ServingContext context, HostLifetime lifetime)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>A model in memory. One that was deleted and created again, or created by another server while this one tried to, is found anew.</summary>
    /// <exception cref="OnlineMlException">There is no such model, it cannot be loaded now, or the host is stopping.</exception>
    public async Task<(ModelEntry Entry, LiveModel Loaded)> LoadAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            lifetime.CheckNotStopping();
            try
            {
                return (entry, entry.Usable ?? await LoadOnceAsync(entry, cancellationToken).ConfigureAwait(false));
            }
            catch (OnlineMlException e) when (e.Kind == RefusalKind.ModelNotFound)
            {
                directory.ForgetIfDeleted(entry);
                if (!await directory.ExistsAsync(entry.Name, cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }

                if (entry.IsBeingCreated && !entry.IsDeleted)
                {
                    await Task.Delay(BetweenLooks, context.Time, cancellationToken).ConfigureAwait(false);
                }

                entry = await directory.FindAsync(entry.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A model in memory, for a call, which is refused when too many wait for that already; see
    /// <see cref="LoadAsync(ModelEntry, CancellationToken)"/>.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="bytes">What the call holds in memory while it waits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(ModelEntry Entry, LiveModel Loaded)> LoadAsync(ModelEntry entry, long bytes, CancellationToken cancellationToken)
    {
        if (entry.Usable is not null)
        {
            return await LoadAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        var waiting = entry.Loading;
        waiting.Enter(bytes, context.Options.Call.MaxWaitingCalls);
        try
        {
            return await LoadAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            waiting.Exit(bytes);
        }
    }

    /// <summary>Reads a model when it is free.</summary>
    public async Task<T> ReadAsync<T>(string name, Func<ModelEntry, LiveModel, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = await directory.FindAsync(name, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            (entry, var loaded) = await LoadAsync(entry, bytes: 0, cancellationToken).ConfigureAwait(false);
            if (await loaded.ReadAsync(() => read(entry, loaded)).WaitAsync(cancellationToken).ConfigureAwait(false) is (true, var value))
            {
                return value!;
            }
        }
    }

    /// <summary>Reads a model with what other servers were told is stored, or as far as it is known while that cannot be found out.</summary>
    public async Task<T> ReadLatestAsync<T>(string name, Func<ModelEntry, LiveModel, T> read, CancellationToken cancellationToken)
    {
        var loaded = await ReadAsync(name, (_, loaded) => loaded, cancellationToken).ConfigureAwait(false);
        try
        {
            await loaded.Log.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // It is as old as the position says that goes with what is read.
        }

        return await ReadAsync(name, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The status of a model. That of one that is busy for long says so, and is otherwise as far as can be seen from outside.</summary>
    public async Task<ModelStatus> ReadStatusAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadLatestAsync(name, (entry, loaded) => StatusOf(entry, loaded, loaded.Measure()), cancellationToken).ConfigureAwait(false);
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.Unavailable
            && directory.TryFind(name, out var entry) && entry is { Busy: { } busy, Loaded: { } loaded })
        {
            var status = StatusOf(entry, loaded, loaded.Bytes);
            return status with { Faults = [.. status.Faults, busy] };
        }
    }

    /// <summary>The position and the hash of all that follows from the events of a model, with those that other servers were told are stored.</summary>
    public async Task<(long Position, string Hash)> ReadStateHashAsync(string name, CancellationToken cancellationToken)
    {
        var loaded = await ReadAsync(name, (_, loaded) => loaded, cancellationToken).ConfigureAwait(false);
        await CatchUpAsync(loaded, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(name, (_, loaded) => (loaded.State.Position, loaded.State.Hash()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a model has what other servers were told is stored.</summary>
    public static async Task CatchUpAsync(LiveModel loaded, CancellationToken cancellationToken)
    {
        try
        {
            await loaded.Log.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException) when (loaded.State.IsClosed)
        {
            // It is loaded again.
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }
    }

    private static ModelStatus StatusOf(ModelEntry entry, LiveModel loaded, long memoryBytes) => new(
        entry.Name,
        Flavors.NameOf(loaded.State.Header.Flavor),
        loaded.State.Position,
        loaded.Snapshot.Position,
        loaded.State.Memory.Count,
        loaded.State.MissedLabels.AddedTo(loaded.State.Memory.Counts),
        MemoryBudget.SizeOf(memoryBytes),
        FaultsOf(entry, loaded.State),
        new ModelOptions(
            loaded.State.Model.TimeFeature, loaded.State.Model.MaxMadeFeatures, loaded.State.Model.MaxNames, loaded.State.Model.ParseNumbers),
        loaded.State.Names.Most,
        HintsOf(loaded.State),
        CreatedBy: entry.Creator?.User,
        Mixing: loaded.State.Mixing is { } mixing ? new MixingStatus(mixing.Round, mixing.Setup.Every, mixing.Positions) : null);

    private static List<string> FaultsOf(ModelEntry entry, ModelState state)
    {
        List<string> faults = [.. entry.Faults.Select(fault => fault.Message)];
        if (state.Checks.Oversize is { } oversize)
        {
            faults.Add(oversize);
        }

        if (entry.MixingFault is { } unmerged)
        {
            faults.Add(unmerged);
        }

        return faults;
    }

    private static List<string> HintsOf(ModelState state)
    {
        var hints = new List<string>();
        if (state.NumbersAsTexts.Feature is { } feature)
        {
            hints.Add($"The feature '{feature}' comes as a text that says a number, and is taken as a category; a model made with '{WireNames.ParseNumbers}' takes it as that number.");
        }

        foreach (var metric in state.Metrics)
        {
            if (double.IsInfinity(MetricReading.Read(metric)))
            {
                hints.Add($"The metric '{metric.Name}' is infinite since an error was too large for it, and stays so; one over a window, such as {{\"Rolling\": {{\"obj\": \"{metric.Name}\", \"window_size\": 1000}}}}, recovers.");
            }
        }

        return hints;
    }

    // A model goes on loading for the others when the caller that asked for it first gives up.
    private async Task<LiveModel> LoadOnceAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var loading = loader.LoadAsync(entry, lifetime.Ending);
            return await BusyWait.TryWaitAsync(entry, loading, cancellationToken).ConfigureAwait(false)
                ? await loading.ConfigureAwait(false)
                : throw BusyWait.Refuse(entry);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            lifetime.CheckNotStopping();
            throw;
        }
    }
}
