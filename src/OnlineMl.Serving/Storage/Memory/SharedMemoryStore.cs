using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage.Memory;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Storage;

/// <summary>The models of a <see cref="SharedMemory"/> as one of several servers sees them.</summary>
public sealed class SharedMemoryStore : IModelStore
{
    private readonly SharedMemory _place;
    private readonly Func<ISharedLog, ISharedLog> _connect;
    private readonly CancellationTokenSource _ending = new();
    private readonly OpenLogs _logs;
    private volatile bool _isClosed;

    /// <summary>A store on models that others may have, too.</summary>
    /// <param name="place">The models.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told what goes wrong.</param>
    public SharedMemoryStore(SharedMemory place, TimeProvider? time = null, ILogger<SharedMemoryStore>? logger = null)
        : this(place, new FencedLogOptions(), log => log, time, logger)
    {
    }

    /// <param name="place">The models.</param>
    /// <param name="options">How events are appended.</param>
    /// <param name="connect">What stands between this store and each log, such as a network.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told what goes wrong.</param>
    internal SharedMemoryStore(
        SharedMemory place, FencedLogOptions options, Func<ISharedLog, ISharedLog> connect, TimeProvider? time = null, ILogger<SharedMemoryStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(place);
        (_place, _connect) = (place, connect);
        _logs = new OpenLogs(options, time ?? TimeProvider.System, logger ?? NullLogger<SharedMemoryStore>.Instance);
    }

    /// <summary>What was appended later than other servers' events.</summary>
    internal FenceCounts Counts => _logs.Counts;

    /// <inheritdoc/>
    public string Kind => "memory";

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed(cancellationToken);
        return Task.FromResult<IReadOnlyList<string>>([.. _place.List().Select(model => model.Name)]);
    }

    /// <inheritdoc/>
    Task<IReadOnlyList<(string Name, string Epoch)>> IModelStore.ListEpochsAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed(cancellationToken);
        return Task.FromResult(_place.List());
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ThrowIfClosed(cancellationToken);
        return Task.FromResult(_place.Find(name) is not null);
    }

    /// <inheritdoc/>
    Task<string?> IModelStore.FindEpochAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ThrowIfClosed(cancellationToken);
        return Task.FromResult(_place.Find(name)?.Epoch);
    }

    /// <inheritdoc/>
    public Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken) =>
        CreateAsync(name, snapshot, null, cancellationToken);

    /// <inheritdoc/>
    public async Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, string? user, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ThrowIfClosed(cancellationToken);
        return _place.TryCreate(name, SharedMemoryModel.PiecesOf(snapshot), user) is { } model
            ? await OpenAsync(name, model, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public Task<string?> FindCreatorAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ThrowIfClosed(cancellationToken);
        return Task.FromResult(_place.Find(name)?.CreatedBy);
    }

    /// <inheritdoc/>
    public async Task<IModelLog?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ThrowIfClosed(cancellationToken);
        return _place.Find(name) is { } model ? await OpenAsync(name, model, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => DeleteAnyAsync(name, null, cancellationToken);

    /// <inheritdoc/>
    Task<bool> IModelStore.DeleteAsync(string name, string epoch, CancellationToken cancellationToken) => DeleteAnyAsync(name, epoch, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfClosed(cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        var changes = _place.Watch();
        try
        {
            yield return new ModelChange(ModelChangeKind.Missed, "");
            while (await HasMoreAsync(changes, either.Token, cancellationToken).ConfigureAwait(false))
            {
                while (changes.TryRead(out var change))
                {
                    yield return change;
                }
            }
        }
        finally
        {
            _place.Unwatch(changes);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await _ending.CancelAsync().ConfigureAwait(false);
        }

        await _logs.CloseAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    // The end of the store ends the telling; that of the caller is its own.
    private static async Task<bool> HasMoreAsync(
        System.Threading.Channels.ChannelReader<ModelChange> changes, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await changes.WaitToReadAsync(either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private Task<bool> DeleteAnyAsync(string name, string? epoch, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        ThrowIfClosed(cancellationToken);
        return Task.FromResult(_place.Delete(name, epoch));
    }

    private Task<IModelLog?> OpenAsync(string name, SharedMemoryModel model, CancellationToken cancellationToken) =>
        _logs.OpenAsync(name, _connect(new SharedMemoryLog(model)), cancellationToken);

    private void ThrowIfClosed(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
