using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>How the events of a user's models are counted beyond one process.</summary>
public class UserEventsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Counter _counter = new();

    [Fact]
    public async Task TwoServers_TakeTheEventsOfADayTogether()
    {
        var (one, two) = (Make(50), Make(50));
        Assert.Equal(50, await UseAsync(Noon, 60, one, two));
        Assert.Equal(TimeSpan.FromHours(12), one.Take(Noon));
        Assert.Equal(50, await UseAsync(Noon.AddDays(1), 60, one, two));
    }

    [Fact]
    public async Task ALargeLimit_IsTakenInShares()
    {
        var events = Make(100_000);
        Assert.Equal(1_000, await UseAsync(Noon, 1_000, events));
        Assert.InRange(_counter.Asked, 10, 13);
    }

    [Fact]
    public async Task WhatIsTakenBeyondAShare_IsMadeUpFor()
    {
        var events = Make(50);
        await events.PrepareAsync(Noon);
        for (var i = 0; i < 10; i++)
        {
            // Calls that were under way together.
            Assert.Null(events.Take(Noon));
        }

        Assert.Equal(40, await UseAsync(Noon, 60, events));
    }

    [Fact]
    public async Task WhileNobodyCanBeAsked_EachServerCountsByItself()
    {
        var (one, two) = (Make(50), Make(50));
        _counter.IsAway = true;
        Assert.Equal(100, await UseAsync(Noon, 120, one, two));
    }

    [Fact]
    public async Task WithoutACounter_AProcessCountsByItself()
    {
        var events = new UserEvents("ann", 50, null, new ManualClock());
        Assert.False(events.MustPrepare(Noon));
        Assert.Equal(50, await UseAsync(Noon, 60, events));
    }

    private static async Task<int> UseAsync(DateTimeOffset now, int times, params UserEvents[] servers)
    {
        var used = 0;
        for (var i = 0; i < times; i++)
        {
            var events = servers[i % servers.Length];
            await events.PrepareAsync(now);
            used += events.Take(now) is null ? 1 : 0;
        }

        return used;
    }

    private UserEvents Make(long most) => new("ann", most, _counter, new ManualClock());

    private sealed class Counter : ICallCounter
    {
        private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

        public bool IsAway { get; set; }

        public int Asked { get; private set; }

        public Task<(long Granted, TimeSpan Left)> TakeAsync(string key, long wanted, long most, TimeSpan window)
        {
            lock (_counts)
            {
                if (IsAway)
                {
                    throw new StorageException("It is away.");
                }

                Asked++;
                var made = _counts.GetValueOrDefault(key);
                var granted = Math.Max(0, Math.Min(wanted, most - made));
                _counts[key] = made + granted;
                return Task.FromResult((granted, window));
            }
        }

        public Task<(long Count, TimeSpan Left)> AddAsync(string key, long count, TimeSpan window) => throw new NotSupportedException();
    }
}
