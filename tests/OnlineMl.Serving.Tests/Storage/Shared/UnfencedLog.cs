using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Tests.Storage.Shared;

/// <summary>A shared log without its fence: an append stands wherever the log ends, and nobody asks what stands before it.</summary>
internal sealed class UnfencedLog(ISharedLog log) : PassingLog(log)
{
    public override async Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        while (true)
        {
            var (_, last) = await Log.FindBoundsAsync(CancellationToken.None);
            if (await Log.AppendAsync(new LogPoint(last, Guid.Empty), batch, records) is var outcome and not AppendOutcome.Moved)
            {
                return outcome;
            }
        }
    }

    public override IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, CancellationToken cancellationToken) =>
        Log.ReadAsync(new LogPoint(after.Position, Guid.Empty), cancellationToken);
}
