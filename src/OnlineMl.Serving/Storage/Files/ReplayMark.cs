using System.Buffers.Binary;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>A small file that says which event is being replayed. It goes when the replay ends; one that is there when a log is opened
/// belongs to a replay that the process did not survive.</summary>
/// <remarks>Two numbers of eight bytes: the position, and how many replays ended at it before. The file is never flushed: it is to survive the
/// process, not the machine.</remarks>
internal sealed class ReplayMark : IReplayMark
{
    private const string Name = "replay.mark";
    private const int Length = 2 * sizeof(long);

    // Once may be chance: somebody may have ended the process just then.
    private const int MaxEnds = 2;

    private readonly ModelFolder _folder;
    private readonly IOpenFile _file;
    private readonly long _suspect;
    private readonly long _ends;
    private readonly byte[] _bytes = new byte[Length];

    private ReplayMark(ModelFolder folder, IOpenFile file, long suspect, long ends) => (_folder, _file, _suspect, _ends) = (folder, file, suspect, ends);

    /// <summary>Begins a replay, unless the disk takes no mark now.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="suspect">The event at which an earlier replay ended; 0 when none did.</param>
    /// <param name="ends">How many ended there.</param>
    public static ReplayMark? TryBegin(ModelFolder folder, long suspect, long ends)
    {
        IOpenFile? file = null;
        try
        {
            file = folder.Files.Create(folder.PathOf(Name));
            var mark = new ReplayMark(folder, file, suspect, ends);
            mark.Write(suspect, ends);
            return mark;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            file?.Dispose();
            return null;
        }
    }

    /// <summary>Looks for the mark of a replay that the process did not survive.</summary>
    /// <returns>The event that was being replayed, how many replays ended at it, and whether that is enough to pass it over; zeros when there is no
    /// mark.</returns>
    public static async Task<(long Suspect, long Ends, bool IsGuilty)> FindAsync(ModelFolder folder, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = folder.Files.FileExists(folder.PathOf(Name)) ? await folder.ReadAsync(Name, cancellationToken).ConfigureAwait(false) : [];
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            return default;
        }

        if (bytes.Length < Length || BinaryPrimitives.ReadInt64LittleEndian(bytes) is not (> 0 and var suspect))
        {
            return default;
        }

        var ends = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(long))) + 1;
        return (suspect, ends, ends >= MaxEnds);
    }

    /// <inheritdoc/>
    public void Begin(long position)
    {
        try
        {
            Write(position, position == _suspect ? _ends : 0);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The replay is worth more than its mark.
            return;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        try
        {
            _folder.Delete(Name);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The next replay writes another over it.
            return;
        }
    }

    private void Write(long position, long ends)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes, position);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(sizeof(long)), ends);
        _file.Write(_bytes, 0);
    }
}
