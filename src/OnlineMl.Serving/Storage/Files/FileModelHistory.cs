using System.Buffers;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The history of one model in one folder.</summary>
internal sealed class FileModelHistory : IModelHistory
{
    private readonly LogFaults _faults;
    private readonly LogReading _reading;
    private readonly List<Segment> _segments;

    private FileModelHistory(string name, ModelFolder folder, LogFaults faults, List<Segment> segments, long position, string? createdBy)
    {
        CreatedBy = createdBy;
        PassedOver = folder.ListPassedOver();
        (Name, _faults, _segments, Position) = (name, faults, segments, position);
        _reading = new LogReading(name, folder, faults);
        First = segments.Count > 0 ? segments[0].First : position + 1;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long First { get; }

    /// <inheritdoc/>
    public long Position { get; }

    /// <inheritdoc/>
    public IReadOnlyList<StorageFault> Faults => _faults.Found;

    /// <inheritdoc/>
    public IReadOnlyList<long> PassedOver { get; }

    /// <inheritdoc/>
    public string? CreatedBy { get; }

    /// <summary>Looks where the log of a model ends.</summary>
    public static async Task<FileModelHistory> OpenAsync(string name, ModelFolder folder, LogFaults faults, CancellationToken cancellationToken)
    {
        var segments = folder.ListSegments();
        var covered = folder.ListSnapshots().FirstOrDefault();
        var end = await LogRecovery.PeekEndAsync(folder, segments, covered, cancellationToken).ConfigureAwait(false);

        // A snapshot tells that there were events up to its position, even when the log was not kept or its end is lost.
        return new FileModelHistory(name, folder, faults, segments, Math.Max(end, covered), await folder.FindCreatorAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAsync(long after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return _reading.ReadAsync(_segments, after, Position, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => _reading.ListSnapshotsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => _reading.ReadSnapshotAsync(position, cancellationToken);
}
