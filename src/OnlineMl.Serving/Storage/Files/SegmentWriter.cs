namespace OnlineMl.Serving.Storage.Files;

/// <summary>Writes the segments of one log, for one thread at a time.</summary>
/// <remarks>It writes only to segments that it began: after an opening, a snapshot or a failure the next events begin a new one, so that
/// nothing depends on what a file holds behind its last durable event.</remarks>
internal sealed class SegmentWriter(ModelFolder folder, FileModelStoreOptions options)
{
    private readonly bool _isFlushed = options.Durability == Durability.Fsync;
    private IOpenFile? _file;
    private Segment? _current;
    private Segment? _uncut;

    public bool IsOpen => _file is not null;

    /// <summary>Makes events durable, all or none. A new segment appears under its name together with its first events.</summary>
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
            _file = folder.WriteWhole(fresh.Name, header, events.Bytes, _isFlushed);
            return _current = fresh;
        }

        _file.Write(events.Bytes, _current.Length);
        if (_isFlushed)
        {
            _file.Flush();
        }

        return _current;
    }

    /// <summary>Takes back what a failed write may have left, now or as soon as that is possible.</summary>
    public void Abandon()
    {
        _uncut = _current ?? _uncut;
        Close();
    }

    /// <summary>Lets go of the file.</summary>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
        _current = null;
        CutWhatFailed();
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
