namespace OnlineMl.Client.Streams;

/// <summary>The body of an answer that must not be silent for long. It belongs to the answer, which disposes it.</summary>
/// <param name="body">The body.</param>
/// <param name="silence">How long it may be silent.</param>
/// <param name="time">Measures the silence.</param>
internal sealed class WatchedStream(Stream body, TimeSpan silence, TimeProvider time) : Stream
{
    private readonly long _opened = time.GetTimestamp();

    /// <summary>Whether something still came after it had been open for longer than it may be silent.</summary>
    public bool HasHeld { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="TimeoutException">It was silent for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var count = await body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
            HasHeld |= count > 0 && time.GetElapsedTime(_opened) > silence;
            return count;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The server sent nothing for {silence}.", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
