using System.Buffers;
using System.Globalization;
using System.Text;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The files of one model: segments of the log, snapshots, and what was set aside.</summary>
internal sealed class ModelFolder(IFileSystem files, string path)
{
    private const string CreatorName = "creator";
    private const string SegmentExtension = ".log";
    private const string SnapshotExtension = ".oml";
    private const string PassedOverExtension = ".passed";
    private const string DamagedExtension = ".damaged";
    private const char Unfinished = '~';
    private const int PositionDigits = 20;
    private const int PieceBytes = 1024 * 1024;

    public IFileSystem Files => files;

    public static string SegmentName(long first) => NameOf(first, SegmentExtension);

    public static string SnapshotName(long position) => NameOf(position, SnapshotExtension);

    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>The segments by position.</summary>
    public List<Segment> ListSegments() =>
    [
        .. Positions(SegmentExtension).Where(first => first > 0).Order().Select(first =>
        {
            var file = PathOf(SegmentName(first));
            return new Segment(first, SegmentName(first), files.LengthOf(file), files.LastWriteOf(file));
        }),
    ];

    /// <summary>Whether there is a file.</summary>
    public bool Exists(string name) => files.FileExists(PathOf(name));

    /// <summary>Makes the folder if it is not there.</summary>
    public void Create() => files.CreateFolder(path);

    /// <summary>The positions of the snapshots, newest first; null when the folder is not there.</summary>
    public List<long>? TryListSnapshots() => files.FolderExists(path) ? ListSnapshots() : null;

    /// <summary>The positions of the snapshots, newest first.</summary>
    public List<long> ListSnapshots() => [.. Positions(SnapshotExtension).OrderDescending()];

    /// <summary>The positions of the events that are passed over, ascending.</summary>
    public List<long> ListPassedOver() => [.. Positions(PassedOverExtension).Order()];

    /// <summary>Marks an event as passed over, durably.</summary>
    public void PassOver(long position) => WriteWhole(NameOf(position, PassedOverExtension), default, default, isFlushed: true).Dispose();

    /// <summary>Notes, durably, which user created the model.</summary>
    public void KeepCreator(string user) =>
        WriteWhole(CreatorName, default, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(user)), isFlushed: true).Dispose();

    /// <summary>The user who created the model; null when none did.</summary>
    public async Task<string?> FindCreatorAsync(CancellationToken cancellationToken) =>
        Exists(CreatorName) ? Encoding.UTF8.GetString(await ReadAsync(CreatorName, cancellationToken).ConfigureAwait(false)) : null;

    /// <summary>Writes a file as a whole or not at all, in place of one with its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="head">How it begins.</param>
    /// <param name="body">How it goes on.</param>
    /// <param name="isFlushed">Whether it is durable when this returns.</param>
    /// <returns>The file, which can be written further.</returns>
    public IOpenFile WriteWhole(string name, ReadOnlySpan<byte> head, ReadOnlySequence<byte> body, bool isFlushed)
    {
        var unfinished = PathOf(Unfinished + name);
        var final = PathOf(name);
        var replaces = files.FileExists(final);
        var moved = false;
        IOpenFile? file = null;
        try
        {
            file = files.Create(unfinished);
            file.Write(head, 0);
            WriteInPieces(file, body, head.Length, isFlushed);
            if (isFlushed)
            {
                file.Flush();
            }

            files.MoveFile(unfinished, final);
            moved = true;
            if (isFlushed)
            {
                files.FlushFolder(path);
            }

            return file;
        }
        catch
        {
            file?.Dispose();
            if (!moved)
            {
                TryDelete(unfinished);
            }
            else if (!replaces)
            {
                TryDelete(final);
            }

            throw;
        }
    }

    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var file = files.Open(PathOf(name), forWriting: false);
        var bytes = new byte[file.Length];
        var length = 0;
        while (length < bytes.Length && await file.ReadAsync(bytes.AsMemory(length), length, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            length += read;
        }

        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>Removes what a write that a crash ended has left.</summary>
    public void RemoveUnfinished()
    {
        foreach (var name in files.ListFiles(path).Where(name => name[0] == Unfinished))
        {
            TryDelete(PathOf(name));
        }
    }

    /// <summary>Renames a file so that it is not used any more.</summary>
    /// <returns>Its new name.</returns>
    public string SetAside(string name)
    {
        var aside = FreeNameFor(name);
        files.MoveFile(PathOf(name), PathOf(aside));
        return aside;
    }

    /// <summary>Copies the end of a file to one of its own.</summary>
    /// <returns>The name of the copy.</returns>
    public async Task<string> CopyEndAsync(string name, long offset, CancellationToken cancellationToken)
    {
        var aside = FreeNameFor(name);
        try
        {
            using var source = files.Open(PathOf(name), forWriting: false);
            using var copy = files.Create(PathOf(aside));
            var buffer = new byte[Math.Min(PieceBytes, source.Length - offset)];
            for (long done = 0; await source.ReadAsync(buffer, offset + done, cancellationToken).ConfigureAwait(false) is > 0 and var read; done += read)
            {
                copy.Write(buffer.AsSpan(0, read), done);
            }

            copy.Flush();
            files.FlushFolder(path);
            return aside;
        }
        catch
        {
            TryDelete(PathOf(aside));
            throw;
        }
    }

    /// <summary>Cuts a file off, durably.</summary>
    public void Cut(string name, long length)
    {
        using var file = files.Open(PathOf(name), forWriting: true);
        file.SetLength(length);
        file.Flush();
    }

    /// <summary>Makes the names of the files durable.</summary>
    public void Flush() => files.FlushFolder(path);

    public void Delete(string name) => files.DeleteFile(PathOf(name));

    /// <summary>Writes many bytes so that they pass through little of the system's memory: while a piece is written the disk stores the one
    /// before, and what it has stored makes room for the next.</summary>
    private static void WriteInPieces(IOpenFile file, ReadOnlySequence<byte> body, long offset, bool isFlushed)
    {
        foreach (var part in body)
        {
            var bytes = part.Span;
            while (bytes.Length > PieceBytes && isFlushed)
            {
                file.Write(bytes[..PieceBytes], offset);
                file.BeginFlush(offset, PieceBytes);
                if (offset > 0)
                {
                    file.Forget(0, offset);
                }

                bytes = bytes[PieceBytes..];
                offset += PieceBytes;
            }

            file.Write(bytes, offset);
            offset += bytes.Length;
        }
    }

    private static string NameOf(long position, string extension) =>
        position.ToString("D20", CultureInfo.InvariantCulture) + extension;

    private IEnumerable<long> Positions(string extension)
    {
        foreach (var name in files.ListFiles(path))
        {
            if (name.Length == PositionDigits + extension.Length && name.EndsWith(extension, StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(0, PositionDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                yield return position;
            }
        }
    }

    private string FreeNameFor(string name)
    {
        var free = name + DamagedExtension;
        for (var number = 2; files.FileExists(PathOf(free)); number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}{DamagedExtension}");
        }

        return free;
    }

    private void TryDelete(string file)
    {
        try
        {
            files.DeleteFile(file);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // It is only in the way until the next opening removes it or the next writing replaces it.
        }
    }
}
