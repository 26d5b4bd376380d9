using System.Buffers;
using System.Text;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>What a host does with a log, for a model that remembers the events it learned, each of which is a number.</summary>
internal sealed class TestModel : IEventSink
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly List<int> _learned = [];

    /// <summary>The events in it, from snapshots, replay and appends.</summary>
    public int[] Learned
    {
        get
        {
            lock (_lock)
            {
                return [.. _learned];
            }
        }
    }

    public byte[] Snapshot => Encoding.ASCII.GetBytes(string.Join(' ', Learned));

    /// <summary>An event as it is stored; it has a length that depends on its number.</summary>
    public static byte[] Record(int number, int length = 0) => Encoding.ASCII.GetBytes($"{number} {new string('x', length + (number % 7))}");

    public void Apply(ReadOnlySpan<StoredEvent> events)
    {
        foreach (var stored in events)
        {
            Learn(stored);
            (stored.Pending as TaskCompletionSource<StorageException?>)?.SetResult(null);
        }
    }

    public void Fail(object? pending, StorageException reason) => ((TaskCompletionSource<StorageException?>)pending!).SetResult(reason);

    /// <summary>Appends an event and waits for what becomes of it.</summary>
    /// <returns>Why it could not be stored; null when it was.</returns>
    public static Task<StorageException?> AppendAsync(IModelLog log, int number, int length = 0)
    {
        var done = new TaskCompletionSource<StorageException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        log.Append(Record(number, length), done);
        return done.Task.WaitAsync(LongestWait);
    }

    /// <summary>Builds the model from the newest snapshot that can be used and the events behind it, goes on from where that ends and follows the log.</summary>
    public async Task RecoverAsync(IModelLog log)
    {
        var position = -1L;
        foreach (var candidate in await log.ListSnapshotsAsync(CancellationToken.None))
        {
            if (await log.ReadSnapshotAsync(candidate, CancellationToken.None) is { } snapshot && TryLoad(snapshot.ToArray()))
            {
                position = candidate;
                break;
            }
        }

        if (position < 0)
        {
            throw new StorageException("No snapshot can be read.");
        }

        await foreach (var stored in log.ReadAsync(position, CancellationToken.None))
        {
            Assert.Equal(++position, stored.Position);
            Learn(stored);
        }

        if (position != log.Position)
        {
            await log.ContinueFromAsync(position, CancellationToken.None);
        }

        await log.FollowAsync(position, this, CancellationToken.None);
    }

    private bool TryLoad(byte[] snapshot)
    {
        _learned.Clear();
        foreach (var text in Encoding.ASCII.GetString(snapshot).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(text, out var number))
            {
                return false;
            }

            _learned.Add(number);
        }

        return true;
    }

    private void Learn(StoredEvent stored)
    {
        var text = Encoding.ASCII.GetString(stored.Record.Span);
        var number = int.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _learned.Add(number);
        }
    }
}
