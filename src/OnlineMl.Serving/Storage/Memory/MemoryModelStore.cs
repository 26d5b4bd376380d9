using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OnlineMl.Serving.Storage.Memory;

namespace OnlineMl.Serving.Storage;

/// <summary>Keeps the snapshots of models in memory, for as long as the store lives.</summary>
/// <remarks>An event counts as stored at once and goes to the sink before <see cref="IModelLog.Append"/> returns. Events are not
/// kept, so none can be read.</remarks>
public sealed class MemoryModelStore : IModelStore, IDisposable
{
    private readonly ConcurrentDictionary<string, MemoryModel> _models = new(StringComparer.Ordinal);
    private volatile bool _isClosed;

    /// <inheritdoc/>
    public string Kind => "memory";

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<string>>([.. _models.Keys.Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_models.TryGetValue(name, out var model) && !model.IsDeleted);
    }

    /// <inheritdoc/>
    /// <remarks>Nobody else has these models, so there is nothing to tell.</remarks>
    public async IAsyncEnumerable<ModelChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <inheritdoc/>
    public Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var model = new MemoryModel(snapshot.ToArray());
        var log = model.TryOpen();
        return Task.FromResult<IModelLog?>(_models.TryAdd(name, model) ? log : null);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The log is open.</exception>
    public Task<IModelLog?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IModelLog?>(!_models.TryGetValue(name, out var model) || model.IsDeleted
            ? null
            : model.TryOpen()
                ?? throw new InvalidOperationException($"The log of the model '{name}' is open; it must be closed before it is opened again."));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The log is open.</exception>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_models.TryGetValue(name, out var model))
        {
            return Task.FromResult(false);
        }

        if (!model.TryDelete())
        {
            throw new InvalidOperationException($"The log of the model '{name}' is open; it must be closed before the model is deleted.");
        }

        return Task.FromResult(_models.TryRemove(KeyValuePair.Create(name, model)));
    }

    /// <summary>Closes every log, for a container that is not disposed asynchronously; the thread waits for it.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        foreach (var model in _models.Values)
        {
            await model.DisposeAsync().ConfigureAwait(false);
        }
    }
}
