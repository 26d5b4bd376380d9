using System.Buffers;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Reads the events of one file of the log in their order.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const string WrongChecksum = "its checksum is wrong";
    private const int UsualBytes = 64 * 1024;
    private readonly IOpenFile _file;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _start;
    private int _end;
    private int _wanted = SegmentFormat.FrameBytes;

    private SegmentReader(IOpenFile file, long first)
    {
        _file = file;
        Length = file.Length;
        Next = first;
    }

    /// <summary>The position of the event that is read next.</summary>
    public long Next { get; private set; }

    /// <summary>Where in the file the event that is read next begins.</summary>
    public long Offset { get; private set; }

    /// <summary>The length of the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>Why nothing more can be read; null when nothing is wrong.</summary>
    public string? Damage { get; private set; }

    /// <summary>Opens a file and checks its header.</summary>
    public static async Task<SegmentReader> OpenAsync(IFileSystem files, string path, long first, CancellationToken cancellationToken)
    {
        var reader = new SegmentReader(files.Open(path, forWriting: false), first) { _wanted = SegmentFormat.HeaderBytes };
        try
        {
            await reader.FillAsync(cancellationToken).ConfigureAwait(false);
            reader.Damage = SegmentFormat.FindFault(reader._buffer.AsSpan(0, reader._end), first);
            reader.Skip(reader.Damage is null ? SegmentFormat.HeaderBytes : 0);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Takes the next event if it is in memory as a whole; otherwise <see cref="FillAsync"/> brings it.</summary>
    /// <param name="isChecked">Whether the record is wanted; of one that is not, only the length is looked at.</param>
    /// <param name="record">The record, valid until the next call of any method.</param>
    public bool TryTake(bool isChecked, out ReadOnlyMemory<byte> record)
    {
        record = default;
        var held = _end - _start;
        if (Damage is not null || held < SegmentFormat.FrameBytes)
        {
            _wanted = SegmentFormat.FrameBytes;
            return false;
        }

        var length = SegmentFormat.ReadFrameLength(_buffer.AsSpan(_start));
        if (length < SegmentFormat.FrameBytes || length > Length - Offset)
        {
            Damage = length == 0 ? "zeros stand where it should begin" : "its length is not possible";
            return false;
        }

        if (length > held)
        {
            _wanted = (int)length;
            return false;
        }

        var frame = _buffer.AsMemory(_start, (int)length);
        if (isChecked && !SegmentFormat.IsIntact(frame.Span, Next))
        {
            Damage = WrongChecksum;
            return false;
        }

        record = frame[SegmentFormat.FrameBytes..];
        Skip((int)length);
        Next++;
        return true;
    }

    /// <summary>Passes over an event that has a wrong checksum, to where its length says that the next one begins.</summary>
    /// <returns>False when the file ends or is damaged in another way.</returns>
    public bool TryPassOver()
    {
        if (Damage != WrongChecksum)
        {
            return false;
        }

        Damage = null;
        return TryTake(isChecked: false, out _);
    }

    /// <summary>Brings what the next event needs into memory.</summary>
    /// <returns>False when the file ends or is damaged.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (Damage is not null)
        {
            return false;
        }

        MakeRoom();
        while (_end < _wanted)
        {
            var read = await _file.ReadAsync(_buffer.AsMemory(_end), Offset + _end, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                Damage = _end == 0 ? null : "the file ends within it";
                return false;
            }

            _end += read;
        }

        return true;
    }

    /// <summary>Whether all bytes from an offset to the end of the file are zeros. Nothing can be taken afterwards.</summary>
    public async Task<bool> EndsInZerosAsync(long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _file.ReadAsync(_buffer, offset, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return true;
            }

            if (_buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }

            offset += read;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Skip(int bytes)
    {
        _start += bytes;
        Offset += bytes;
    }

    private void MakeRoom()
    {
        var held = _buffer.AsSpan(_start, _end - _start);
        if (_wanted > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_wanted);
            held.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            held.CopyTo(_buffer);
        }

        _end -= _start;
        _start = 0;
    }
}
