using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Tests.Hosting;

public class SnapshotScheduleTests
{
    private readonly ManualClock _clock = new();
    private readonly SnapshotSchedule _snapshot;

    public SnapshotScheduleTests() => _snapshot = new SnapshotSchedule(
        new OnlineMlServingOptions { Storage = { SnapshotEvents = 10, SnapshotInterval = TimeSpan.FromMinutes(1) } }, _clock);

    [Fact]
    public void IsDue_AfterSoManyEvents()
    {
        _snapshot.Found(position: 5, bytes: 2_000);
        Assert.False(_snapshot.IsDue(14));
        Assert.True(_snapshot.IsDue(15));
        Assert.True(_snapshot.IsDueByCount(15, _clock.GetTimestamp()));
    }

    [Fact]
    public void IsDue_AfterSoMuchTime_IfAnythingChanged()
    {
        _snapshot.Found(position: 5, bytes: 2_000);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_snapshot.IsDue(5));
        Assert.True(_snapshot.IsDue(6));
        Assert.False(_snapshot.IsDueByCount(6, _clock.GetTimestamp()));
    }

    [Fact]
    public void IsDue_WaitsUntilTheEventsTookFourTimesTheBytesOfALargeSnapshot()
    {
        _snapshot.Found(position: 0, bytes: 2_000_000);
        _snapshot.EventBytes = 7_999_999;
        Assert.False(_snapshot.IsDue(1_000));
        _snapshot.EventBytes = 8_000_000;
        Assert.True(_snapshot.IsDue(1_000));
    }

    [Fact]
    public void IsDue_DoesNotWaitForBytesPastTheInterval()
    {
        _snapshot.Found(position: 0, bytes: 2_000_000);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_snapshot.IsDue(1));
    }

    [Fact]
    public void IsDue_RestsTwentyTimesAsLongAsTheLastOneTook()
    {
        _snapshot.Begin();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _snapshot.Stored(position: 100, bytes: 2_000, eventBytes: 0));
        Assert.False(_snapshot.IsDue(200));
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.True(_snapshot.IsDue(200));
    }

    [Fact]
    public void IsDue_RestsAfterAFailureToo()
    {
        _snapshot.Begin();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _snapshot.Failed("The disk is full.");
        Assert.False(_snapshot.IsDue(200));
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.True(_snapshot.IsDue(200));
        Assert.Equal("The disk is full.", _snapshot.Fault);
    }

    [Fact]
    public void Stored_KeepsTheBytesOfEventsThatCameMeanwhile()
    {
        _snapshot.EventBytes = 500;
        _snapshot.Begin();
        _snapshot.EventBytes += 70;
        _snapshot.Stored(position: 9, bytes: 2_000, eventBytes: 500);
        Assert.Equal(9, _snapshot.Position);
        Assert.Equal(70, _snapshot.EventBytes);
    }

    [Fact]
    public void IsDue_AtOnceWhenTheNewestIsDamaged_UntilAnotherIsStored()
    {
        _snapshot.IsOverdue = true;
        _snapshot.Failed("The disk is full.");
        Assert.True(_snapshot.IsDue(0));
        Assert.Equal("The disk is full.", _snapshot.Fault);
        _snapshot.Stored(position: 0, bytes: 2_000, eventBytes: 0);
        Assert.False(_snapshot.IsDue(0));
        Assert.Null(_snapshot.Fault);
    }
}
