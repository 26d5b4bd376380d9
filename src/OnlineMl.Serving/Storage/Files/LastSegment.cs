using System.Buffers.Binary;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>A small file that says which segment of a log was begun last, so that it is missed when it is gone. It is not flushed, and costs nothing
/// per event; without it a log is as good as before.</summary>
internal sealed class LastSegment(ModelFolder folder)
{
    private const string Name = "last.segment";
    private const int Numbers = 2 * sizeof(long);
    private const int Length = Numbers + sizeof(uint);

    /// <summary>The position of its first event; 0 when that is not known.</summary>
    public long First { get; private set; }

    /// <summary>The position of its last event; 0 while it is written.</summary>
    public long End { get; private set; }

    /// <summary>Reads what is known of the log in a folder.</summary>
    public async Task FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (folder.Exists(Name) && await folder.ReadAsync(Name, cancellationToken).ConfigureAwait(false) is { Length: Length } bytes &&
                BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(Numbers)) == ChecksumOf(bytes.AsSpan(0, Numbers)))
            {
                First = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                End = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(long)));
            }
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            (First, End) = (0, 0);
        }
    }

    /// <summary>Whether events are lost because the segment is gone.</summary>
    /// <param name="segments">The segments that are there.</param>
    /// <param name="covered">The position of the newest snapshot.</param>
    public bool IsMissed(IEnumerable<Segment> segments, long covered) =>
        First > 0 && (End == 0 || End > covered) && segments.All(segment => segment.First != First);

    /// <summary>Takes note of a segment that is there now.</summary>
    public void Begin(long first) => Note(first, 0);

    /// <summary>Takes note of the end of the segment.</summary>
    public void Finish(long end) => Note(First, end);

    /// <summary>Misses the segment no more, because it is to go.</summary>
    public void Forget()
    {
        (First, End) = (0, 0);
        try
        {
            if (folder.Exists(Name))
            {
                folder.Delete(Name);
            }
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // What is not there is then reported once more than needed.
            return;
        }
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> numbers) => SegmentFormat.EndChecksum(SegmentFormat.BeginChecksum(numbers), 0);

    private void Note(long first, long end)
    {
        (First, End) = (first, end);
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, first);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[sizeof(long)..], end);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[Numbers..], ChecksumOf(bytes[..Numbers]));
        try
        {
            using var file = folder.Files.Create(folder.PathOf(Name));
            file.Write(bytes, 0);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The events are worth more than the note.
            return;
        }
    }
}
