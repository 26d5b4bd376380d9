using System.Globalization;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Finds where a log ends, and sets aside what cannot be part of it.</summary>
internal sealed class LogRecovery(ModelFolder folder, LogFaults faults)
{
    /// <summary>Looks at the last segment that holds an event, and at none before it.</summary>
    /// <param name="segments">The segments by position; those that hold no event are taken out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The position of the last event; 0 when there is none.</returns>
    public async Task<long> FindEndAsync(List<Segment> segments, CancellationToken cancellationToken)
    {
        while (segments.Count > 0)
        {
            var last = segments[^1];
            using var reader = await SegmentReader.OpenAsync(folder.Files, folder.PathOf(last.Name), last.First, cancellationToken).ConfigureAwait(false);
            await ReadToAsync(reader, long.MaxValue, cancellationToken).ConfigureAwait(false);
            if (reader.Next > last.First)
            {
                await CutAsync(last, reader, cancellationToken).ConfigureAwait(false);
                return reader.Next - 1;
            }

            // Left under its name, a damaged segment could one day hide events that came after it was given up.
            SetAside(segments, $"no event can be read because {reader.Damage ?? "it holds none"}");
        }

        return 0;
    }

    /// <summary>Finds where a log ends without touching it. What cannot be read there may still be being written.</summary>
    /// <param name="folder">The files.</param>
    /// <param name="segments">The segments by position; those that hold no event are taken out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The position of the last event; 0 when there is none.</returns>
    public static async Task<long> PeekEndAsync(ModelFolder folder, List<Segment> segments, CancellationToken cancellationToken)
    {
        for (; segments.Count > 0; segments.RemoveAt(segments.Count - 1))
        {
            var last = segments[^1];
            using var reader = await SegmentReader.OpenAsync(folder.Files, folder.PathOf(last.Name), last.First, cancellationToken).ConfigureAwait(false);
            await ReadToAsync(reader, long.MaxValue, cancellationToken).ConfigureAwait(false);
            if (reader.Next > last.First)
            {
                return reader.Next - 1;
            }
        }

        return 0;
    }

    /// <summary>Ends a log at a position: what is behind it is set aside, the last first, so that a crash on the way leaves a shorter log
    /// without a gap.</summary>
    public async Task EndAtAsync(List<Segment> segments, long position, CancellationToken cancellationToken)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"the model goes on from event {position}");
        while (segments.Count > 0 && segments[^1] is var last)
        {
            if (last.First > position)
            {
                SetAside(segments, reason);
                continue;
            }

            using var reader = await SegmentReader.OpenAsync(folder.Files, folder.PathOf(last.Name), last.First, cancellationToken).ConfigureAwait(false);
            await ReadToAsync(reader, position, cancellationToken).ConfigureAwait(false);
            if (reader.Next == position + 1 && reader.Length > reader.Offset)
            {
                var copy = await folder.CopyEndAsync(last.Name, reader.Offset, cancellationToken).ConfigureAwait(false);
                folder.Cut(last.Name, reader.Offset);
                faults.Add(folder.PathOf(last.Name), reader.Length - reader.Offset, $"Its end was moved to {copy}: {reason}.");
                last.Length = reader.Offset;
            }

            return;
        }
    }

    private static async Task ReadToAsync(SegmentReader reader, long position, CancellationToken cancellationToken)
    {
        while (reader.Next <= position)
        {
            if (!reader.TryTake(isChecked: true, out _) && !await reader.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task CutAsync(Segment segment, SegmentReader reader, CancellationToken cancellationToken)
    {
        var dropped = reader.Length - reader.Offset;
        segment.Length = reader.Offset;
        if (dropped == 0)
        {
            return;
        }

        string done;
        try
        {
            if (await reader.EndsInZerosAsync(cancellationToken).ConfigureAwait(false))
            {
                // The file had grown ahead of events that did not come.
                folder.Cut(segment.Name, reader.Offset);
                return;
            }

            done = $"what follows was moved to {await folder.CopyEndAsync(segment.Name, reader.Offset, cancellationToken).ConfigureAwait(false)}";
            folder.Cut(segment.Name, reader.Offset);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The next event begins a new segment, so what stays behind this one's end is void.
            done = $"what follows stays and is not used, as it could not be moved: {reason.Message}";
        }

        faults.Add(
            folder.PathOf(segment.Name),
            dropped,
            string.Create(CultureInfo.InvariantCulture, $"Event {reader.Next} cannot be read because {reader.Damage}; {done}."));
    }

    private void SetAside(List<Segment> segments, string reason)
    {
        var last = segments[^1];
        var aside = folder.SetAside(last.Name);
        segments.RemoveAt(segments.Count - 1);
        folder.Flush();
        faults.Add(folder.PathOf(last.Name), last.Length, $"The file was renamed to {aside}: {reason}.");
    }
}
