namespace OnlineMl.Serving.Storage.Files;

/// <summary>An open file.</summary>
internal interface IOpenFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads some bytes; none at the end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken);

    /// <summary>Writes all bytes.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes content and length durable.</summary>
    void Flush();

    void SetLength(long length);
}
