namespace OnlineMl.Client.Tests.Streams;

/// <summary>A connection on which nothing more comes; with bytes, after them.</summary>
internal sealed class SilentStream(byte[]? first = null) : MemoryStream(first ?? [], writable: false)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position == Length)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
