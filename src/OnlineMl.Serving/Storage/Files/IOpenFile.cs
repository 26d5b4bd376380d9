namespace OnlineMl.Serving.Storage.Files;

/// <summary>An open file.</summary>
internal interface IOpenFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads some bytes; none at the end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken);

    /// <summary>Writes all bytes.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Lets the system begin to write what <see cref="Flush"/> will make durable, without waiting for it.</summary>
    void BeginFlush(long offset, int length);

    /// <summary>Makes content and length durable.</summary>
    void Flush();

    /// <summary>Tells the system that it need not keep bytes in memory once they are on the disk, because they are not read soon.</summary>
    void Forget(long offset, long length);

    void SetLength(long length);
}
