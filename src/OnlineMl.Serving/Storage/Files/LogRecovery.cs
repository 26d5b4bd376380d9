using System.Globalization;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Finds where a log ends, and sets aside what cannot be part of it.</summary>
internal sealed class LogRecovery(ModelFolder folder, LogFaults faults)
{
    /// <summary>Looks at the last segment that holds an event, and at none before it.</summary>
    /// <param name="segments">The segments by position; those that hold no event are taken out.</param>
    /// <param name="covered">The position of the newest snapshot. Events up to it may be damaged if intact ones follow.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The position of the last event; 0 when there is none.</returns>
    public async Task<long> FindEndAsync(List<Segment> segments, long covered, CancellationToken cancellationToken)
    {
        while (segments.Count > 0)
        {
            var last = segments[^1];
            using var reader = await SegmentReader.OpenAsync(folder.Files, folder.PathOf(last.Name), last.First, cancellationToken).ConfigureAwait(false);
            var end = await ReadToEndAsync(reader, covered, cancellationToken).ConfigureAwait(false);
            if (end.Next > last.First)
            {
                if (end.PassedOver is { } damage)
                {
                    faults.Add(folder.PathOf(last.Name), 0, string.Create(
                        CultureInfo.InvariantCulture, $"{damage}; it is part of the snapshot of position {covered}, and intact events follow."));
                }

                await CutAsync(last, reader, end, cancellationToken).ConfigureAwait(false);
                return end.Next - 1;
            }

            // Left under its name, a damaged segment could one day hide events that came after it was given up.
            SetAside(segments, $"no event can be read because {end.Damage ?? "it holds none"}");
        }

        return 0;
    }

    /// <summary>Finds where a log ends without touching it. What cannot be read there may still be being written.</summary>
    /// <param name="folder">The files.</param>
    /// <param name="segments">The segments by position; those that hold no event are taken out.</param>
    /// <param name="covered">The position of the newest snapshot.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The position of the last event; 0 when there is none.</returns>
    public static async Task<long> PeekEndAsync(ModelFolder folder, List<Segment> segments, long covered, CancellationToken cancellationToken)
    {
        for (; segments.Count > 0; segments.RemoveAt(segments.Count - 1))
        {
            var last = segments[^1];
            using var reader = await SegmentReader.OpenAsync(folder.Files, folder.PathOf(last.Name), last.First, cancellationToken).ConfigureAwait(false);
            var end = await ReadToEndAsync(reader, covered, cancellationToken).ConfigureAwait(false);
            if (end.Next > last.First)
            {
                return end.Next - 1;
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

    /// <summary>Passes over events as a replay does that begins behind them: by their lengths, whether they are intact or not.</summary>
    private static async Task ReadToAsync(SegmentReader reader, long position, CancellationToken cancellationToken)
    {
        while (reader.Next <= position)
        {
            if (!reader.TryTake(isChecked: false, out _) && !await reader.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>Reads to the last intact event. Damage among the covered ones is passed over, and counts as the end unless an intact event follows,
    /// which proves that the lengths on the way are right: its checksum is of its position, too.</summary>
    private static async Task<End> ReadToEndAsync(SegmentReader reader, long covered, CancellationToken cancellationToken)
    {
        var end = new End(reader.Next, reader.Offset, null, null);
        string? damage = null;
        while (true)
        {
            if (reader.TryTake(isChecked: true, out _))
            {
                end = new End(reader.Next, reader.Offset, null, end.PassedOver ?? damage);
            }
            else if (!await reader.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                end = end with { Damage = end.Damage ?? reader.Damage };
                damage ??= string.Create(CultureInfo.InvariantCulture, $"Event {reader.Next} cannot be read because {reader.Damage}");
                if (reader.Next > covered || !reader.TryPassOver())
                {
                    return end;
                }
            }
        }
    }

    private async Task CutAsync(Segment segment, SegmentReader reader, End end, CancellationToken cancellationToken)
    {
        var dropped = reader.Length - end.Offset;
        segment.Length = end.Offset;
        if (dropped == 0)
        {
            return;
        }

        string done;
        try
        {
            if (await reader.EndsInZerosAsync(end.Offset, cancellationToken).ConfigureAwait(false))
            {
                // The file had grown ahead of events that did not come.
                folder.Cut(segment.Name, end.Offset);
                return;
            }

            done = $"what follows was moved to {await folder.CopyEndAsync(segment.Name, end.Offset, cancellationToken).ConfigureAwait(false)}";
            folder.Cut(segment.Name, end.Offset);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The next event begins a new segment, so what stays behind this one's end is void.
            done = $"what follows stays and is not used, as it could not be moved: {reason.Message}";
        }

        faults.Add(
            folder.PathOf(segment.Name),
            dropped,
            string.Create(CultureInfo.InvariantCulture, $"Event {end.Next} cannot be read because {end.Damage}; {done}."));
    }

    private void SetAside(List<Segment> segments, string reason)
    {
        var last = segments[^1];
        var aside = folder.SetAside(last.Name);
        segments.RemoveAt(segments.Count - 1);
        folder.Flush();
        faults.Add(folder.PathOf(last.Name), last.Length, $"The file was renamed to {aside}: {reason}.");
    }

    /// <summary>Where the intact events of a segment end.</summary>
    /// <param name="Next">The position behind the last one.</param>
    /// <param name="Offset">Where in the file that would begin.</param>
    /// <param name="Damage">Why nothing can be read there; null when the file ends.</param>
    /// <param name="PassedOver">What is wrong before; null when nothing is.</param>
    private readonly record struct End(long Next, long Offset, string? Damage, string? PassedOver);
}
