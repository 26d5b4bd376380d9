using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Storage.Files;

/// <content>What must not overlap: storing snapshots, dropping what they replace, and going on from an earlier position.</content>
internal sealed partial class FileModelLog
{
    /// <inheritdoc/>
    public async Task<bool> WriteSnapshotAsync(long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Position);
        ThrowIfLost();
        var isWritten = false;
        await MaintainAsync(
            () =>
            {
                try
                {
                    if (_folder.ListSnapshots() is [var newest, ..] && newest > position)
                    {
                        return Task.CompletedTask;
                    }

                    _folder.WriteWhole(ModelFolder.SnapshotName(position), default, snapshot, isFlushed: true).Dispose();
                    _writeFault = null;
                    isWritten = true;
                }
                catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
                {
                    _writeFault = StorageFailure.Because($"The snapshot of the model '{_name}' cannot be written", reason);
                    throw _writeFault;
                }

                Roll();
                DropUnneeded();
                return Task.CompletedTask;
            },
            snapshot.Length,
            cancellationToken).ConfigureAwait(false);
        return isWritten;
    }

    /// <inheritdoc/>
    public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken) => MaintainAsync(
        () =>
        {
            try
            {
                if (_folder.ListSnapshots().Contains(position))
                {
                    _folder.SetAside(ModelFolder.SnapshotName(position));
                    _folder.Flush();
                }
            }
            catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
            {
                throw StorageFailure.Because($"A damaged snapshot of the model '{_name}' cannot be set aside", reason);
            }

            return Task.CompletedTask;
        },
        bytes: 0,
        cancellationToken);

    /// <inheritdoc/>
    public async Task ContinueFromAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        await MaintainAsync(() => position == Position ? Task.CompletedTask : ContinueFromAsync(position), bytes: 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs one of the works that must not overlap, which has to write so many bytes, on a thread that may wait for the disk.</summary>
    private async Task MaintainAsync(Func<Task> work, long bytes, CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closing is not null, this);
            await LongWork.RunAsync(bytes, work).Unwrap().ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>Looks whether the files are still there. When some are not, that is a fault of the log until the next snapshot, which has all that was in them.</summary>
    public void FindMissing()
    {
        // Files come and go while a snapshot is stored.
        if (_closing is not null || !_maintenance.Wait(0, CancellationToken.None))
        {
            return;
        }

        try
        {
            var segments = ListSegments();
            var missing = segments.Where(segment => !_folder.Exists(segment.Name)).ToList();
            var snapshots = _folder.TryListSnapshots();
            if (missing.Count == 0 && snapshots is { Count: > 0 })
            {
                return;
            }

            ForgetLast(missing);
            foreach (var segment in missing)
            {
                _faults.Add(_folder.PathOf(segment.Name), segment.Length, "The file is gone while the model was served; a snapshot takes its place.");
            }

            if (snapshots is not { Count: > 0 })
            {
                _faults.Add(_folder.PathOf(""), 0, "The snapshots are gone while the model was served; another one takes their place.");
            }

            _folder.Create();
            lock (_lock)
            {
                _segments.RemoveAll(missing.Contains);
            }

            _writeFault = new StorageException($"Files of the model '{_name}' are gone; it is to be stored anew.");
            Roll();
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            _writeFault = StorageFailure.Because($"Files of the model '{_name}' are gone, and others cannot be made", reason);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    private void GiveBack()
    {
        if (!TryRelease())
        {
            _context.Writers!.Enqueue(this);
        }
    }

    /// <summary>Ends the segment being written, so that it can be dropped one day, and lets go of its file.</summary>
    private void Roll()
    {
        lock (_lock)
        {
            _isRolling = _segmentWriter.IsOpen;
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        GiveBack();
    }

    /// <summary>Drops what neither recovery nor the retention need. A failure leaves files that the next snapshot drops.</summary>
    private void DropUnneeded()
    {
        try
        {
            var snapshots = _folder.ListSnapshots();
            if (snapshots.Count < SegmentRetention.NeededSnapshots)
            {
                return;
            }

            var segments = ListSegments();
            var retention = new SegmentRetention(_context.Options.Retention, _context.Time.GetUtcNow());
            var (dropped, kept) = retention.Choose(segments, snapshots);
            ForgetLast(segments.Take(dropped));
            foreach (var segment in segments.Take(dropped))
            {
                _folder.Delete(segment.Name);
                lock (_lock)
                {
                    _segments.Remove(segment);
                }
            }

            foreach (var old in snapshots.Except(kept))
            {
                _folder.Delete(ModelFolder.SnapshotName(old));
            }
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            LogNotDropped(_context.Logger, _name, reason);
        }
    }

    // What is to go is not missed.
    private void ForgetLast(IEnumerable<Segment> segments)
    {
        if (segments.Any(segment => segment.First == _lastSegment.First))
        {
            _lastSegment.Forget();
        }
    }

    private async Task ContinueFromAsync(long position)
    {
        ThrowIfFollowed("it can be continued from a position only before");
        try
        {
            foreach (var later in _folder.ListSnapshots().Where(snapshot => snapshot > position))
            {
                var name = ModelFolder.SnapshotName(later);
                _faults.Add(_folder.PathOf(name), 0, string.Create(
                    CultureInfo.InvariantCulture, $"The snapshot was renamed to {_folder.SetAside(name)}: the model goes on from event {position}."));
            }

            _folder.Flush();
            _lastSegment.Forget();
            var segments = ListSegments();
            try
            {
                await new LogRecovery(_folder, _faults).EndAtAsync(segments, position, CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                {
                    _segments.Clear();
                    _segments.AddRange(segments);
                }
            }

            _inline?.ContinueFrom(position);
            _next = position + 1;
            Volatile.Write(ref _position, position);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.Because($"The log of the model '{_name}' cannot be continued from event {position.ToString(CultureInfo.InvariantCulture)}", reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old files of the model '{Model}' could not be dropped; it is tried again after the next snapshot.")]
    private static partial void LogNotDropped(ILogger logger, string model, Exception reason);
}
