using System.Runtime.CompilerServices;
using System.Text;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Tests;

public class EventHubTests
{
    private readonly ManualClock _clock = new();
    private readonly EventHub _hub;
    private long _dropped;

    public EventHubTests() =>
        _hub = new EventHub(new OnlineMlServingOptions { Stream = { ListenerCapacity = 3, ResumableEvents = 5, ResumableFor = TimeSpan.FromMinutes(1), MaxListenerBytes = 100_000, MaxResumableBytes = 200_000 } }, _clock, count => _dropped += count);

    [Fact]
    public void SlowListener_LosesTheOldestAndIsToldHowMany()
    {
        using var listener = _hub.Listen();
        Publish(10);
        Assert.Equal([("m", "8", 7), ("m", "9", 0), ("m", "10", 0)], Drain(listener));
        Assert.Equal(7, _dropped);
    }

    [Fact]
    public void SlowListener_HoldsSoManyBytes_HoweverFewEventsThatAre()
    {
        using var listener = _hub.Listen();
        var large = new WeakReference[3];
        for (var i = 0; i < large.Length; i++)
        {
            large[i] = PublishLarge(40_000);
        }

        Collect();
        Assert.False(large[0].IsAlive);
        Assert.Equal([(40_000, 2L)], DrainLengths(listener));
        Assert.Equal(2, _dropped);
    }

    [Fact]
    public void SlowListeners_HoldSoManyBytesTogether_HoweverManyTheyAre()
    {
        var hub = new EventHub(new OnlineMlServingOptions { Stream = { MaxStreamBytes = 200_000 } }, _clock, count => _dropped += count);
        var listeners = Enumerable.Range(0, 4).Select(i => hub.Listen(new StreamRequest { Model = $"m{i}" })).ToList();
        for (var i = 0; i < 8; i++)
        {
            hub.Publish(Large($"m{i % 4}"));
        }

        // Those who get an event lose what waited for them; nobody loses the newest.
        Assert.Equal([1, 1, 1, 1], listeners.Select(listener => DrainLengths(listener).Count));
        Assert.Equal(4, _dropped);
        Assert.Equal(0, hub.WaitingBytes);
    }

    [Fact]
    public void AnEventThatWaitsForSeveral_CountsOnce()
    {
        var hub = new EventHub(new OnlineMlServingOptions { Stream = { MaxStreamBytes = 200_000 } }, _clock, count => _dropped += count);
        var listeners = Enumerable.Range(0, 10).Select(_ => hub.Listen()).ToList();

        var published = Large("m");
        hub.Publish(published);
        hub.Publish(Large("m"));
        Assert.Equal(2 * published.Bytes, hub.WaitingBytes);
        Assert.Equal(0, _dropped);

        listeners.ForEach(listener => listener.Dispose());
        Assert.Equal(0, hub.WaitingBytes);
    }

    [Fact]
    public void EventThatAloneIsTooLarge_IsHeardButNotRemembered()
    {
        using var listener = _hub.Listen();
        var before = PublishLarge(10);
        PublishLarge(150_000);
        Assert.Equal([(150_000, 1L)], DrainLengths(listener));
        Assert.Equal(0, _hub.RememberedBytes);
        Collect();
        Assert.False(before.IsAlive);
    }

    [Fact]
    public void WhatNobodyCanComeBackFor_IsLetGo()
    {
        WeakReference published;
        using (_hub.Listen())
        {
            published = PublishLarge(40_000);
        }

        Assert.True(_hub.RememberedBytes > 40_000);
        _hub.Trim();
        Assert.True(_hub.RememberedBytes > 40_000);
        _clock.Advance(TimeSpan.FromMinutes(2));
        _hub.Trim();
        Collect();
        Assert.Equal(0, _hub.RememberedBytes);
        Assert.False(published.IsAlive);
    }

    [Fact]
    public void Filter_PassesOnlyOneModel()
    {
        using var listener = _hub.Listen(new StreamRequest("n"));
        Publish(2);
        _hub.Publish(new PublishedEvent("learn", "n", "3"u8.ToArray()));
        Assert.Equal([("n", "3", 0)], Drain(listener));
    }

    [Fact]
    public void ListenerThatComesBack_GoesOnBehindItsLastEvent()
    {
        string last;
        using (var first = _hub.Listen())
        {
            Publish(2);
            first.TryRead(out var published, out _);
            last = published!.Id;
        }

        Publish(1);
        using var second = _hub.Listen(new StreamRequest(LastEventId: last));
        Assert.Equal([("m", "2", 0), ("m", "1", 0)], Drain(second));
    }

    [Fact]
    public void ListenerThatWasAwayTooLong_IsToldWhatItMissed()
    {
        using var witness = _hub.Listen();
        Publish(1);
        witness.TryRead(out var heard, out _);
        Publish(8);
        using var back = _hub.Listen(new StreamRequest(LastEventId: heard!.Id));
        var seen = Drain(back);

        // Five of the eight are remembered, of which the listener's queue holds three.
        Assert.Equal(3, seen.Count);
        Assert.Equal(5, seen[0].Missed);
    }

    [Fact]
    public void ListenerToOneModelThatComesBack_IsToldOnlyWhatItMissedOfThatModel()
    {
        using var witness = _hub.Listen(new StreamRequest("n"));
        Publish("n", 1);
        witness.TryRead(out var heard, out _);
        Publish("m", 2);
        Publish("n", 2);
        Publish("m", 6);
        Publish("n", 1);

        using var back = _hub.Listen(new StreamRequest("n", heard!.Id));
        using var other = _hub.Listen(new StreamRequest("o", heard.Id));
        Publish("o", 1);

        Assert.Equal([("n", "1", 2)], Drain(back));
        Assert.Equal([("o", "1", 0)], Drain(other));
        Assert.Equal(2, _dropped);
    }

    [Fact]
    public void AfterASilence_NothingIsRememberedAndNothingIsPublished()
    {
        _hub.Listen().Dispose();
        Assert.True(_hub.IsActive);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(_hub.IsActive);
        Publish(3);
        using var listener = _hub.Listen(new StreamRequest(LastEventId: "anything"));
        Assert.Empty(Drain(listener));
    }

    [Theory]
    [InlineData("anything")]
    [InlineData("anything-1")]
    [InlineData("-1")]
    [InlineData("1")]
    public void ListenerWhoseLastEventIsUnknown_IsToldThatItMayHaveMissedSome(string last)
    {
        using var witness = _hub.Listen();
        Publish(7);
        using var listener = _hub.Listen(new StreamRequest(LastEventId: last));
        Assert.Equal([("m", "5", null), ("m", "6", 0), ("m", "7", 0)], Drain(listener));
        Assert.Equal(4 + 2, _dropped);
    }

    [Fact]
    public void ListenerThatComesBackAfterASilence_IsToldThatItMayHaveMissedSome()
    {
        string last;
        using (var first = _hub.Listen())
        {
            Publish(1);
            first.TryRead(out var published, out _);
            last = published!.Id;
        }

        _clock.Advance(TimeSpan.FromMinutes(2));
        Publish(3);
        using var second = _hub.Listen(new StreamRequest(LastEventId: last));
        Publish(2);
        Assert.Equal([("m", "1", null), ("m", "2", 0)], Drain(second));
        Assert.Equal(0, _dropped);
    }

    [Fact]
    public async Task Complete_EndsEveryStreamBehindWhatIsLeftToRead()
    {
        using var listener = _hub.Listen();
        Publish(1);
        _hub.Complete();
        Assert.True(await listener.WaitAsync(CancellationToken.None));
        Assert.Single(Drain(listener));
        Assert.False(await listener.WaitAsync(CancellationToken.None));
        using var late = _hub.Listen();
        Assert.False(await late.WaitAsync(CancellationToken.None));
    }

    [Fact]
    public void Frame_IsAServerSentEvent()
    {
        using var listener = _hub.Listen();
        _hub.Publish(new PublishedEvent("learn", "m", "{}"u8.ToArray()));
        _hub.Publish(new PublishedEvent("metrics", "m", "{}"u8.ToArray()));
        listener.TryRead(out var learn, out _);
        listener.TryRead(out var metrics, out _);
        Assert.Equal($"id: {learn!.Id}\nevent: learn\ndata: {{}}\n\n", Encoding.UTF8.GetString(learn.Frame.Span));
        Assert.Equal($"id: {metrics!.Id}\ndata: {{}}\n\n", Encoding.UTF8.GetString(metrics.Frame.Span));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static List<(int Length, long? Missed)> DrainLengths(EventListener listener)
    {
        var seen = new List<(int, long?)>();
        while (listener.TryRead(out var published, out var missed))
        {
            seen.Add((published.Data.Length, missed));
        }

        return seen;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PublishedEvent Large(string model) => new("learn", model, new byte[40_000]);

    private WeakReference PublishLarge(int bytes)
    {
        var data = new byte[bytes];
        _hub.Publish(new PublishedEvent("learn", "m", data));
        return new WeakReference(data);
    }

    private static List<(string Model, string Data, long? Missed)> Drain(EventListener listener)
    {
        var seen = new List<(string, string, long?)>();
        while (listener.TryRead(out var published, out var missed))
        {
            seen.Add((published.Model, Encoding.UTF8.GetString(published.Data.Span), missed));
        }

        return seen;
    }

    private void Publish(int count) => Publish("m", count);

    private void Publish(string model, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            _hub.Publish(new PublishedEvent("learn", model, Encoding.UTF8.GetBytes($"{i}")));
        }
    }
}
