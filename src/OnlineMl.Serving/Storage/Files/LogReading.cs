using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Reads the events and the snapshots in the folder of a model.</summary>
internal sealed class LogReading(string name, ModelFolder folder, LogFaults faults)
{
    /// <summary>Reads events in the order of the log.</summary>
    /// <param name="segments">The segments by position.</param>
    /// <param name="after">The position before the first event wanted.</param>
    /// <param name="position">The position of the last event wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events up to the first one that is missing or damaged, which is then added to the faults.</returns>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(
        List<Segment> segments, long after, long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = after + 1;
        var index = segments.FindLastIndex(segment => segment.First <= next);
        for (; index >= 0 && index < segments.Count && next <= position; index++)
        {
            var last = index + 1 < segments.Count ? Math.Min(position, segments[index + 1].First - 1) : position;
            using var reader = await OpenReaderAsync(segments[index], cancellationToken).ConfigureAwait(false);
            while (reader?.Next <= last)
            {
                if (reader.TryTake(isChecked: reader.Next >= next, out var record))
                {
                    if (reader.Next > next)
                    {
                        yield return new StoredEvent(next++, record);
                    }
                }
                else if (!await FillAsync(reader, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }
            }

            if (next <= last)
            {
                var place = folder.PathOf(segments[index].Name);
                var dropped = segments.Skip(index).Sum(segment => segment.Length) - (reader?.Offset ?? 0);
                faults.Add(place, Math.Max(0, dropped), string.Create(
                    CultureInfo.InvariantCulture, $"Event {reader?.Next ?? next} cannot be read because {reader?.Damage ?? "it is missing"}; nothing was read from there on."));
                yield break;
            }
        }

        if (next <= position)
        {
            faults.Add(folder.PathOf(""), 0, string.Create(CultureInfo.InvariantCulture, $"Event {next} is not in the log any more."));
        }
    }

    /// <summary>The positions of the snapshots, newest first.</summary>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => Task.Run<IReadOnlyList<long>>(
        () =>
        {
            try
            {
                return folder.ListSnapshots();
            }
            catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
            {
                throw StorageFailure.Because($"The snapshots of the model '{name}' cannot be listed", reason);
            }
        },
        cancellationToken);

    /// <summary>Reads a snapshot; null when it is gone or cannot be read.</summary>
    public async Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken)
    {
        var file = ModelFolder.SnapshotName(position);
        try
        {
            return new ReadOnlySequence<byte>(
                await Task.Run(() => folder.ReadAsync(file, cancellationToken), cancellationToken).ConfigureAwait(false));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            faults.Add(folder.PathOf(file), 0, $"The snapshot cannot be read: {reason.Message}");
            return null;
        }
    }

    private async Task<SegmentReader?> OpenReaderAsync(Segment segment, CancellationToken cancellationToken)
    {
        try
        {
            return await SegmentReader.OpenAsync(folder.Files, folder.PathOf(segment.Name), segment.First, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw Unreadable(reason);
        }
    }

    private async ValueTask<bool> FillAsync(SegmentReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.FillAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException reason)
        {
            throw Unreadable(reason);
        }
    }

    private StorageException Unreadable(Exception reason) => StorageFailure.Because($"The log of the model '{name}' cannot be read", reason);
}
