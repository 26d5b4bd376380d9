using System.Buffers;
using OnlineMl.Redis.Storage;

namespace OnlineMl.Redis.Tests.Storage;

/// <summary>What is left on Redis of a snapshot that did not come there whole.</summary>
public sealed class SnapshotPiecesTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const int PieceBytes = 1 << 20;
    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private RedisConnection _connection = null!;

    public Task InitializeAsync()
    {
        _connection = RedisConnection.To(server.Process.Address, _prefix, null);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task PiecesBehindAFailOverThatLostTheFirst_EndByThemselves()
    {
        using var ending = new CancellationTokenSource();
        using var behindFirst = new ReadMemory(2 * PieceBytes, () =>
        {
            server.Process.Send($"EVAL \"return redis.call('DEL', unpack(redis.call('KEYS', '{_prefix}*')))\" 0");
            ending.Cancel();
        });
        var first = new Segment(new byte[PieceBytes + 1]);
        var last = first.Append(behindFirst.Memory);
        var pieces = new SnapshotPieces(_connection, _connection.KeysOf("m"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => pieces.PutAsync(new ReadOnlySequence<byte>(first, 0, last, 2 * PieceBytes), ending.Token));

        var multiplexer = await _connection.ConnectAsync();
        var left = Assert.Single(multiplexer.GetServer(server.Process.Address).Keys(pattern: _prefix + "*"));
        Assert.Equal(["1"], (await multiplexer.GetDatabase().HashKeysAsync(left)).Select(field => field.ToString()));
        Assert.NotNull(await multiplexer.GetDatabase().KeyTimeToLiveAsync(left));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }

    /// <summary>Bytes that tell when they are read.</summary>
    private sealed class ReadMemory(int length, Action reading) : MemoryManager<byte>
    {
        private readonly byte[] _bytes = new byte[length];
        private Action? _reading = reading;

        // Not by a span, which would count as reading.
        public override Memory<byte> Memory => CreateMemory(_bytes.Length);

        public override Span<byte> GetSpan()
        {
            Interlocked.Exchange(ref _reading, null)?.Invoke();
            return _bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => _bytes.AsMemory(elementIndex).Pin();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
