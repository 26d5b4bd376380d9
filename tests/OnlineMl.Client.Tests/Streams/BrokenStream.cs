namespace OnlineMl.Client.Tests.Streams;

/// <summary>A connection that breaks after its bytes.</summary>
internal sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Position == Length ? throw new HttpIOException(HttpRequestError.ResponseEnded) : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
