namespace OnlineMl.Serving.Storage;

/// <summary>Keeps models: for each name a log of events and snapshots of what the events led to.</summary>
/// <remarks>The store knows nothing of models; events and snapshots are bytes to it. Safe for use by several threads at once.</remarks>
public interface IModelStore : IAsyncDisposable
{
    /// <summary>A word for what it is, such as <c>file</c> or <c>memory</c>.</summary>
    string Kind { get; }

    /// <summary>The names of all models, sorted by their character codes.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a place for a model, whose first snapshot is of position 0. After a crash the whole place is there or none.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="snapshot">The first snapshot.</param>
    /// <param name="sink">Receives the events that <see cref="IModelLog.Append"/> makes durable.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The log, or null when the name is taken.</returns>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    Task<IModelLog?> CreateAsync(string name, ReadOnlyMemory<byte> snapshot, IEventSink sink, CancellationToken cancellationToken);

    /// <summary>Opens the log of a model. A damaged end is cut off and reported in <see cref="IModelLog.Faults"/>.</summary>
    /// <returns>The log, or null when there is no such model.</returns>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    Task<IModelLog?> OpenAsync(string name, IEventSink sink, CancellationToken cancellationToken);

    /// <summary>Removes a model, whose log must be closed. After a crash the whole place is there or none.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}
