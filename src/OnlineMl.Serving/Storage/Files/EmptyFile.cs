namespace OnlineMl.Serving.Storage.Files;

/// <summary>A file that has nothing to read.</summary>
internal sealed class EmptyFile : IOpenFile
{
    public long Length => 0;

    public ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException("The file is open for reading.");

    public void BeginFlush(long offset, int length)
    {
    }

    public void Flush()
    {
    }

    public void Forget(long offset, long length)
    {
    }

    public void SetLength(long length) => throw new NotSupportedException("The file is open for reading.");

    public void Dispose()
    {
    }
}
