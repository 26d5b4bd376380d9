namespace OnlineMl.Cli.Data;

/// <summary>Standard input, kept in a temporary file while it is read, so that it can be read again from the start.</summary>
internal sealed class SpooledInput(Stream source) : IDisposable
{
    private const int LargestInMemory = 1 << 26;

    private Stream _spool = new MemoryStream();
    private long _length;

    /// <summary>The input from its first byte on. Only one stream may be in use at a time.</summary>
    public Stream Open() => new Replay(this);

    public void Dispose()
    {
        _spool.Dispose();
        source.Dispose();
    }

    private int ReadAt(long position, Span<byte> buffer)
    {
        if (position < _length)
        {
            _spool.Position = position;
            return _spool.Read(buffer);
        }

        var read = source.Read(buffer);
        if (_length + read > LargestInMemory && _spool is MemoryStream)
        {
            MoveToFile();
        }

        _spool.Position = _length;
        _spool.Write(buffer[..read]);
        _length += read;
        return read;
    }

    private void MoveToFile()
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 0,
            FileOptions.DeleteOnClose);
        _spool.Position = 0;
        _spool.CopyTo(file);
        _spool.Dispose();
        _spool = file;
    }

    private sealed class Replay(SpooledInput input) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = input.ReadAt(_position, buffer);
            _position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
