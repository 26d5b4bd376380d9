using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class ReplayMarkTests
{
    private static readonly Guid Boot = Guid.NewGuid();
    private readonly SimulatedFileSystem _files = new();

    public ReplayMarkTests() => _files.CreateFolder("/m");

    [Fact]
    public async Task TwoProcessesThatDieAtTheSameEvent_MakeItGuilty_AndOneDoesNot()
    {
        await DieAtAsync(7);
        var once = await FindAsync();
        await DieAtAsync(7);
        var twice = await FindAsync();

        Assert.Equal((new ReplaySuspect(7, 1), false), (once, once.IsGuilty));
        Assert.Equal((new ReplaySuspect(7, 2), true), (twice, twice.IsGuilty));
    }

    [Fact]
    public async Task ProcessesThatAreKilledAtDifferentEvents_MakeNoneGuilty()
    {
        for (var position = 1; position <= 5; position++)
        {
            await DieAtAsync(position);
            Assert.False((await FindAsync()).IsGuilty);
        }
    }

    [Fact]
    public async Task AMarkThatALossOfPowerBringsBack_IsNotBelieved()
    {
        await DieAtAsync(7);
        await DieAtAsync(7);

        Assert.Equal(default, await FindAsync(Guid.NewGuid()));
        Assert.Equal(default, await FindAsync(Guid.Empty));
    }

    [Fact]
    public async Task AnEventThatAProcessSurvivesAfterAnotherDied_IsFreeOfSuspicion()
    {
        await DieAtAsync(7);
        var second = Begin(Process(), await FindAsync());
        second.Begin(7);
        second.End();

        Assert.Equal(default, await FindAsync());
    }

    [Fact]
    public async Task AProcessThatIsKilledBetweenEvents_NeitherAccusesNorClears()
    {
        await DieAtAsync(7);
        var second = Begin(Process(), await FindAsync());
        second.Begin(5);
        second.End();

        Assert.Equal(new ReplaySuspect(7, 1), await FindAsync());
    }

    [Fact]
    public async Task OneProcessThatReplaysAgain_CountsAsOne()
    {
        var process = Process();
        Begin(process, default).Begin(7);

        Assert.Equal(default, await ReplayMark.FindAsync(Folder(), process, CancellationToken.None));
    }

    [Fact]
    public async Task ALogThatIsOpenedButNotReplayed_CountsNoDeathTwice()
    {
        await DieAtAsync(7);

        await FindAsync();
        await FindAsync();

        Assert.Equal(new ReplaySuspect(7, 1), await FindAsync());
    }

    [Fact]
    public async Task AReplayThatEnds_LeavesNoMark()
    {
        var mark = Begin(Process(), default);
        mark.Begin(7);
        mark.Dispose();
        mark.Begin(8);
        mark.Dispose();

        Assert.Empty(_files.ListFiles("/m"));
        Assert.Equal(default, await FindAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(55)]
    [InlineData(56)]
    public async Task AFileOfOtherContent_IsNoMark(int length)
    {
        _files["/m/replay.mark"] = [.. Enumerable.Repeat((byte)1, length)];

        Assert.Equal(default, await FindAsync());
    }

    private static ProcessIdentity Process() => new(Boot, Guid.NewGuid());

    private ModelFolder Folder() => new(_files, "/m");

    private ReplayMark Begin(ProcessIdentity process, ReplaySuspect suspect) => ReplayMark.TryBegin(Folder(), process, suspect)!;

    private async Task DieAtAsync(long position) => Begin(Process(), await FindAsync()).Begin(position);

    private Task<ReplaySuspect> FindAsync(Guid? boot = null) =>
        ReplayMark.FindAsync(Folder(), new ProcessIdentity(boot ?? Boot, Guid.NewGuid()), CancellationToken.None);
}
