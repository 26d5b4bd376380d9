using System.Buffers;

namespace OnlineMl.Serving.Storage;

/// <summary>Keeps models: for each name a log of events and snapshots of what the events led to.</summary>
/// <remarks>The store knows nothing of models; events and snapshots are bytes to it. A store either has its place to itself, as one that keeps
/// files has, or shares it with other servers, as one on Redis does; then models appear, change and vanish by what others do, too. Safe for
/// use by several threads at once.</remarks>
public interface IModelStore : IAsyncDisposable
{
    /// <summary>A word for what it is, such as <c>file</c> or <c>memory</c>.</summary>
    string Kind { get; }

    /// <summary>Whether several servers may have the models at the same time.</summary>
    bool IsShared => false;

    /// <summary>Why nothing can be read or written now, as where the place is on a network that is away; null while there is no such reason. It ends by
    /// itself.</summary>
    StorageException? Fault => null;

    /// <summary>What an operator should know of how the place is set up, in sentences.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Takes the place where models are kept, as a folder. It may be called again; what is called before does the same.</summary>
    /// <exception cref="StorageException">The place cannot be used, as one that another store has; it is named.</exception>
    Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The names of all models, sorted by their character codes.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Whether there is a model of a name now, whoever created it.</summary>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    Task<bool> ExistsAsync(string name, CancellationToken cancellationToken);

    /// <summary>What tells the model that now has a name from others that had it before or have it later; null when there is no such model.</summary>
    /// <returns>The same as <see cref="IModelLog.Epoch"/> of its log; empty in a store that has its place to itself, where whoever uses it knows.</returns>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    internal async Task<string?> FindEpochAsync(string name, CancellationToken cancellationToken) =>
        await ExistsAsync(name, cancellationToken).ConfigureAwait(false) ? "" : null;

    /// <summary>The names of all models, as <see cref="ListAsync"/> gives them, each with what <see cref="FindEpochAsync"/> says of it.</summary>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    internal async Task<IReadOnlyList<(string Name, string Epoch)>> ListEpochsAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Select(name => (name, ""))];

    /// <summary>Makes a place for a model, whose first snapshot is of position 0. After a crash the whole place is there or none.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="snapshot">The first snapshot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The log, or null when the name is taken.</returns>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken);

    /// <summary>Makes a place for a model of a user, as <see cref="CreateAsync(string, ReadOnlySequence{byte}, CancellationToken)"/> does.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="snapshot">The first snapshot.</param>
    /// <param name="user">The user who creates it, which is kept as long as the model is there; null when none does. A store that cannot keep it forgets
    /// it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The log, or null when the name is taken.</returns>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, string? user, CancellationToken cancellationToken) =>
        CreateAsync(name, snapshot, cancellationToken);

    /// <summary>Opens the log of a model for reading; <see cref="IModelLog.FollowAsync"/> makes it ready for appending. A damaged end that a crash
    /// has left is cut off and reported in <see cref="IModelLog.Faults"/>.</summary>
    /// <returns>The log, or null when there is no such model.</returns>
    /// <exception cref="StorageException">The log cannot be read, or a newer version wrote it.</exception>
    Task<IModelLog?> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a model. After a crash the whole place is there or none. A store that has its place to itself wants the log closed
    /// before; elsewhere open logs are told with <see cref="IEventSink.End"/>.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a model as <see cref="DeleteAsync(string, CancellationToken)"/> does, unless another one has its name by now.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="epoch">What <see cref="FindEpochAsync"/> said of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was there; false where another one is.</returns>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    internal Task<bool> DeleteAsync(string name, string epoch, CancellationToken cancellationToken) => DeleteAsync(name, cancellationToken);

    /// <summary>The user who created a model; null when none did, or it was forgotten.</summary>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    Task<string?> FindCreatorAsync(string name, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Looks whether models can be stored now and whether what is stored is still there. What is missing of an open log becomes one of its
    /// <see cref="IModelLog.Faults"/>. To be called now and then.</summary>
    /// <exception cref="StorageException">Nothing can be stored.</exception>
    Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells of models that are created and deleted, by whomever.</summary>
    /// <param name="cancellationToken">Ends the telling.</param>
    /// <returns>The changes; none where nobody else can make any. The first is <see cref="ModelChangeKind.Missed"/>, from which on changes are told; it
    /// comes again when some may have been missed.</returns>
    IAsyncEnumerable<ModelChange> WatchAsync(CancellationToken cancellationToken);
}
