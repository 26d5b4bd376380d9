namespace OnlineMl.Cli.Data;

/// <summary>Standard input, kept while it is read, so that it can be read again from the start.</summary>
internal sealed class SpooledInput(Stream source) : IDisposable
{
    private const int LargestInMemory = 1 << 26;

    private Stream _spool = new MemoryStream();
    private long _length;

    /// <summary>What is done before the input is read on, which may take long. When it is set, the input may have no end, and only the beginning of a
    /// long one is kept.</summary>
    public Action? BeforeWaiting { private get; set; }

    /// <summary>Whether the input can be read again from its start.</summary>
    public bool IsWhole { get; private set; } = true;

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

        BeforeWaiting?.Invoke();
        var read = source.Read(buffer);
        if (_length + read > LargestInMemory && _spool is MemoryStream)
        {
            if (BeforeWaiting is null)
            {
                MoveToFile();
            }
            else
            {
                _spool.Dispose();
                _spool = Stream.Null;
                IsWhole = false;
            }
        }

        _spool.Position = IsWhole ? _length : 0;
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
