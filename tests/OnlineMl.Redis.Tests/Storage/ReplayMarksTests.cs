using OnlineMl.Redis.Storage;

namespace OnlineMl.Redis.Tests.Storage;

/// <summary>Which event processes died of when they replayed a log that several servers have.</summary>
public sealed class ReplayMarksTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly RedisConnection _connection = RedisConnection.To(server.Process.Address, $"{Guid.NewGuid():N}:", null);

    private ReplayMarks Marks => new(_connection, _connection.KeysOf("m"), "log", TimeProvider.System);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _connection.DisposeAsync().AsTask();

    [Fact]
    public async Task TwoProcessesThatDieAtTheSameEvent_OneAfterTheOther_MakeItGuilty()
    {
        await DieAsync(7, deaths: 0);
        var once = await FindAsync();
        Assert.Equal(1, once.Deaths[7]);
        Assert.Empty(once.Guilty);
        Assert.True(once.Concerns(7));
        Assert.False(once.Concerns(8));
        await DieAsync(7, deaths: 1);
        Assert.Equal([7L], (await FindAsync()).Guilty);
    }

    [Fact]
    public async Task ProcessesThatAreKilledTogether_DieOnce()
    {
        await Task.WhenAll(DieAsync(7, deaths: 0), DieAsync(7, deaths: 0), DieAsync(7, deaths: 0));
        Assert.Empty((await FindAsync()).Guilty);
        Assert.Equal(1, (await FindAsync()).Deaths[7]);
    }

    [Fact]
    public async Task ProcessesThatDieAtDifferentEvents_MakeNoneGuilty()
    {
        for (var position = 1; position <= 3; position++)
        {
            await DieAsync(position, deaths: 0);
        }

        Assert.Empty((await FindAsync()).Guilty);
    }

    [Fact]
    public async Task AProcessThatDiesAmongManyEvents_LetsEachBeMarkedByItself()
    {
        await Marks.SayAsync(Guid.NewGuid(), 1, 512, 0, 0);
        var suspicion = await FindAsync();
        Assert.Equal([(1L, 512L)], suspicion.Areas);
        Assert.Empty(suspicion.Deaths);
        using var mark = new RedisReplayMark(Marks, suspicion, 10_000, TimeProvider.System);
        mark.Begin(5);
        Assert.Contains((5L, 5L), (await FindAsync()).Areas);
        mark.End();
        mark.Begin(513);
        Assert.Contains((513L, 1024L), (await FindAsync()).Areas);
    }

    [Fact]
    public async Task AnEventThatAProcessSurvivesAfterAnotherDied_IsFreeOfSuspicion()
    {
        await DieAsync(7, deaths: 0);
        var mark = new RedisReplayMark(Marks, await FindAsync(), 7, TimeProvider.System);
        mark.Begin(7);
        mark.End();
        mark.Dispose();
        await mark.Ended;
        var after = await FindAsync();
        Assert.Empty(after.Areas);
        Assert.Empty(after.Deaths);
    }

    [Fact]
    public async Task AProcessThatOnlyTakesLong_IsNotDead()
    {
        using var mark = new RedisReplayMark(Marks, ReplaySuspicion.None, 7, TimeProvider.System);
        mark.Begin(7);

        // Which is longer than a silent process counts as alive.
        var found = await FindAsync();
        Assert.Equal([(7L, 7L)], found.Areas);
        Assert.Empty(found.Deaths);
    }

    [Fact]
    public async Task ThoseOfAnotherLog_TellNothing()
    {
        await DieAsync(7, deaths: 1);
        var other = await new ReplayMarks(_connection, _connection.KeysOf("m"), "another log", TimeProvider.System).FindAsync(default);
        Assert.Empty(other.Areas);
        Assert.Empty(other.Deaths);
    }

    private Task DieAsync(long position, int deaths) => Marks.SayAsync(Guid.NewGuid(), position, position, deaths, 0);

    private Task<ReplaySuspicion> FindAsync() => Marks.FindAsync(default);
}
