using System.Buffers;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Writes the segments of one log, for one thread at a time.</summary>
/// <remarks>It writes only to segments that it began: after an opening, a snapshot or a failure the next events begin a new one, so that
/// nothing depends on what a file holds behind its last durable event. While one is written, that is zeros, which are never an event.</remarks>
internal sealed class SegmentWriter(ModelFolder folder, FileModelStoreOptions options, LastSegment last)
{
    // Growth is wanted by files that have at least this part of it, and for writes that are smaller: behind larger ones the new length is a
    // small part of what a flush has to do.
    private const int PartBeforeGrowth = 16;

    // So many durable bytes are dropped from memory at once, for the pages to be used again by what is written next: a log is read when its
    // model is loaded, hardly before, and new pages are the costlier the longer they were not used.
    private const int ForgottenBytes = 1024 * 1024;

    private static readonly byte[] Zeros = new byte[64 * 1024];
    private readonly bool _isFlushed = options.Durability == Durability.Fsync;
    private IOpenFile? _file;
    private Segment? _current;
    private Segment? _uncut;
    private long _forgotten;

    // The last event that was written without a failure.
    private long _end;

    // The length of the file when it was made longer ahead of events; else 0.
    private long _grownTo;

    public bool IsOpen => _file is not null;

    /// <summary>Whether what was written is durable only after <see cref="Flush"/>.</summary>
    public bool AwaitsFlush { get; private set; }

    /// <summary>Writes events, all or none. A new segment appears under its name together with its first events.</summary>
    /// <returns>The segment that they are in, whose length does not count them yet.</returns>
    public Segment Write(AppendBuffer events)
    {
        if (_current?.Length >= options.SegmentBytes)
        {
            Close();
        }

        if (_file is null || _current is null)
        {
            CutWhatFailed();
            Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
            var first = events.Events[0].Position;
            SegmentFormat.WriteHeader(header, first);
            var fresh = new Segment(first, ModelFolder.SegmentName(first), header.Length, default);
            _file = folder.WriteWhole(fresh.Name, header, new ReadOnlySequence<byte>(events.Memory), _isFlushed);
            last.Begin(fresh.First);
            _end = events.Events[^1].Position;
            return _current = fresh;
        }

        if (_isFlushed)
        {
            ForgetBehind(_file, _current.Length);
        }

        _file.Write(events.Bytes, _current.Length);
        _end = events.Events[^1].Position;
        if (_isFlushed)
        {
            GrowBehind(_file, _current.Length + events.Length, events.Length);
            _file.BeginFlush(_current.Length, events.Length);
            AwaitsFlush = true;
        }

        return _current;
    }

    /// <summary>Makes durable what awaits it.</summary>
    public void Flush()
    {
        _file!.Flush();
        AwaitsFlush = false;
    }

    /// <summary>Takes back what a failed write may have left, now or as soon as that is possible.</summary>
    public void Abandon()
    {
        _uncut = _current ?? _uncut;
        _grownTo = 0;
        _end = 0;
        Close();
    }

    /// <summary>Lets go of the file.</summary>
    public void Close()
    {
        CutGrowth();
        _file?.Dispose();
        if (_file is not null && _end > 0)
        {
            last.Finish(_end);
        }

        _file = null;
        AwaitsFlush = false;
        _forgotten = 0;
        _current = null;
        CutWhatFailed();
    }

    private void ForgetBehind(IOpenFile file, long durable)
    {
        if (durable - _forgotten >= ForgottenBytes)
        {
            file.Forget(_forgotten, durable - _forgotten);
            _forgotten = durable;
        }
    }

    private void GrowBehind(IOpenFile file, long end, int written)
    {
        var part = options.GrowthBytes / PartBeforeGrowth;
        if (end <= _grownTo || options.GrowthBytes == 0 || end < part || written >= part)
        {
            return;
        }

        var length = Math.Min(Math.Min(end, options.GrowthBytes), options.SegmentBytes - end);
        try
        {
            for (long done = 0; done < length; done += Zeros.Length)
            {
                file.Write(Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, length - done)), end + done);
            }

            _grownTo = end + Math.Max(0, length);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The events are written; only what would have made later flushes quicker has no room.
            _grownTo = long.MaxValue;
        }
    }

    private void CutGrowth()
    {
        if (_grownTo == 0)
        {
            return;
        }

        _grownTo = 0;
        try
        {
            _file!.SetLength(_current!.Length);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The zeros are no event, they only take room.
        }
    }

    private void CutWhatFailed()
    {
        if (_uncut is null)
        {
            return;
        }

        try
        {
            folder.Cut(_uncut.Name, _uncut.Length);
            _uncut = null;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The next segment begins at the position of the first event that failed, which voids what is left here.
        }
    }
}
