using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Tests.Fold;

namespace OnlineMl.Serving.Tests.Hosting;

public sealed class EventReplayTests : IDisposable
{
    private readonly RecoveryParts _parts = new();
    private readonly EventReplay _replay;
    private readonly ModelState _state = Folds.New();

    public EventReplayTests() => _replay = new EventReplay(_parts.Context, NullLogger.Instance);

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task TheEventsBehindASnapshot_AreAppliedToIt()
    {
        await using var log = await _parts.LogAsync(RecoveryParts.SnapshotOf(_state), Learn(1), Learn(2));
        Assert.Null(await RunAsync(log, []));

        var expected = Folds.New();
        Folds.Learn(expected, """{"x":1}""", "1", time: 1);
        Folds.Learn(expected, """{"x":2}""", "2", time: 2);
        Assert.Equal(expected.Hash(), _state.Hash());
        Assert.Null(_parts.Entry.Replay);
    }

    [Fact]
    public async Task AnEventThatIsPassedOver_CountsItsPositionAndNothingElse()
    {
        await using var log = await _parts.LogAsync(RecoveryParts.SnapshotOf(_state), Learn(1), Learn(2));
        Assert.Null(await RunAsync(log, [2]));
        Assert.Equal(2, _state.Position);
        Assert.Equal(1, _state.LearnCalls.Read().Calls);
    }

    [Fact]
    public async Task AnEventThatIsNotUnderstood_MakesTheModelUnavailable_AndLeavesItsLog()
    {
        await using var log = await _parts.LogAsync(RecoveryParts.SnapshotOf(_state), Learn(1), [0xc1, 7]);
        var lost = await Assert.ThrowsAsync<OnlineMlException>(() => RunAsync(log, []));
        Assert.Equal(RefusalKind.Unavailable, lost.Kind);
        Assert.Contains("its event 2 is not understood", lost.Message, StringComparison.Ordinal);
        Assert.Same(lost, _parts.Entry.Lost);
        Assert.Equal(2, log.Position);
    }

    private static byte[] Learn(int number) => Folds.Bytes(EventKind.Learn, number, $$"""{"x":{{number}}}""", $"{number}", null, null);

    private Task<long?> RunAsync(OnlineMl.Serving.Storage.IModelLog log, HashSet<long> passedOver) =>
        _replay.RunAsync(_parts.Entry, _state, log, passedOver, CancellationToken.None);
}
