using System.Buffers;
using System.Runtime.CompilerServices;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Tests.Storage.Shared;

/// <summary>A shared log behind a network that loses requests and answers as a test wants.</summary>
internal sealed class LossyLog(ISharedLog log) : PassingLog(log)
{
    /// <summary>What happens to an append: null for nothing.</summary>
    public Func<Loss?> Loses { get; set; } = () => null;

    /// <summary>Whether a read fails when it has given what is there, before its end.</summary>
    public Func<bool> LosesEnd { get; set; } = () => false;

    /// <summary>The appends whose request is still on its way, to be delivered one day.</summary>
    public List<Func<Task<AppendOutcome>>> Delayed { get; } = [];

    /// <summary>How many snapshots were sent.</summary>
    public int Snapshots { get; private set; }

    public override async Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        switch (Loses())
        {
            case Loss.Request:
                throw new TimeoutException("The request is lost.");
            case Loss.Answer:
                await Log.AppendAsync(at, batch, records);
                throw new TimeoutException("The answer is lost.");
            case Loss.RequestForNow:
                Delayed.Add(() => Log.AppendAsync(at, batch, records));
                throw new TimeoutException("The request takes its time.");
            case Loss.Refused:
                throw new StorageException("There is no space.", isFull: true);
            case Loss.NotSent:
                throw new NotSentException("There is no connection.");
            default:
                await Task.Yield();
                return await Log.AppendAsync(at, batch, records);
        }
    }

    public override Task<bool> WriteSnapshotAsync(LogPoint at, long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        Snapshots++;
        return base.WriteSnapshotAsync(at, position, snapshot, cancellationToken);
    }

    public override async IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in Log.ReadAsync(after, cancellationToken))
        {
            yield return stored;
        }

        if (LosesEnd())
        {
            throw new TimeoutException("The last answer is lost.");
        }
    }
}
