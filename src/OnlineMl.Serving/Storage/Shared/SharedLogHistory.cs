using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;

namespace OnlineMl.Serving.Storage.Shared;

/// <summary>What is kept of a model that several servers share, up to where its log ended when this was opened.</summary>
internal sealed class SharedLogHistory : IModelHistory
{
    private readonly FencedLog _log;

    private SharedLogHistory(string name, FencedLog log, long first, long position, string? createdBy) =>
        (Name, _log, First, Position, CreatedBy) = (name, log, first, position, createdBy);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long First { get; }

    /// <inheritdoc/>
    public long Position { get; }

    /// <inheritdoc/>
    public IReadOnlyList<StorageFault> Faults => _log.Faults;

    /// <inheritdoc/>
    public IReadOnlyList<long> PassedOver => _log.PassedOver;

    /// <inheritdoc/>
    public string? CreatedBy { get; }

    /// <summary>Opens the history of a model; null when there is no such model.</summary>
    public static async Task<SharedLogHistory?> OpenAsync(string name, ISharedLog log, CancellationToken cancellationToken)
    {
        try
        {
            var (first, last) = await log.FindBoundsAsync(cancellationToken).ConfigureAwait(false);
            var opened = await FencedLog.OpenAsync(
                name, log, new FencedLogOptions(), new FenceCounts(), TimeProvider.System, NullLogger.Instance, _ => { }, cancellationToken).ConfigureAwait(false);
            return opened is null ? null : new SharedLogHistory(name, opened, first, last, log.CreatedBy);
        }
        catch (LogEndedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in _log.ReadAsync(after, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Position > Position)
            {
                yield break;
            }

            yield return stored;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => _log.ListSnapshotsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => _log.ReadSnapshotAsync(position, cancellationToken);
}
