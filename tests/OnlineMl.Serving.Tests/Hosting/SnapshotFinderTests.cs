using System.Buffers;
using OnlineMl.Contracts;
using OnlineMl.Serving.Tests.Fold;

namespace OnlineMl.Serving.Tests.Hosting;

public sealed class SnapshotFinderTests : IDisposable
{
    private readonly RecoveryParts _parts = new();
    private readonly List<long> _damaged = [];

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task TheNewestSnapshot_IsFoundWithRoomForIt()
    {
        var state = Folds.New();
        var snapshot = RecoveryParts.SnapshotOf(state);
        await using var log = await _parts.LogAsync(snapshot, [1], [2]);
        Folds.Learn(state, """{"x":1}""", "2");
        await log.WriteSnapshotAsync(1, RecoveryParts.SnapshotOf(state), CancellationToken.None);

        var found = await _parts.Snapshots.FindAsync(_parts.Entry, log, _damaged, CancellationToken.None);
        Assert.Equal((1, 1), (found!.SnapshotPosition, found.State.Position));
        Assert.True(_parts.Context.Memory.Taken > 0);
        found.Reservation.Dispose();
        Assert.Equal(0, _parts.Context.Memory.Taken);
        Assert.Empty(_damaged);
    }

    [Fact]
    public async Task ADamagedSnapshot_IsPassedOverAndReported_AndGivesItsRoomBack()
    {
        await using var log = await _parts.LogAsync(RecoveryParts.SnapshotOf(Folds.New()), [1]);
        await log.WriteSnapshotAsync(1, new ReadOnlySequence<byte>("no snapshot"u8.ToArray()), CancellationToken.None);

        var found = await _parts.Snapshots.FindAsync(_parts.Entry, log, _damaged, CancellationToken.None);
        Assert.Equal(0, found!.SnapshotPosition);
        Assert.Equal([1], _damaged);
        Assert.Contains("The snapshot of position 1 is not used", Assert.Single(_parts.Entry.Faults).Message, StringComparison.Ordinal);
        found.Reservation.Dispose();
        Assert.Equal(0, _parts.Context.Memory.Taken);

        await _parts.Snapshots.SetAsideAsync(_parts.Entry, _damaged, log, CancellationToken.None);
        Assert.Equal([0], await log.ListSnapshotsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task ASnapshotOfAnotherPosition_IsNotUsed()
    {
        await using var log = await _parts.LogAsync(RecoveryParts.SnapshotOf(Folds.New()), [1]);
        await log.WriteSnapshotAsync(1, RecoveryParts.SnapshotOf(Folds.New()), CancellationToken.None);
        using var reservation = (await _parts.Snapshots.FindAsync(_parts.Entry, log, _damaged, CancellationToken.None))!.Reservation;
        Assert.Contains("belongs to another position", Assert.Single(_parts.Entry.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereNoneIsGood_NoneIsFound()
    {
        await using var log = await _parts.LogAsync(new ReadOnlySequence<byte>("no snapshot"u8.ToArray()));
        Assert.Null(await _parts.Snapshots.FindAsync(_parts.Entry, log, _damaged, CancellationToken.None));
        Assert.Equal([0], _damaged);
        Assert.Equal(0, _parts.Context.Memory.Taken);
    }
}
