using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class PassedOverEventsTests
{
    private static readonly Guid Boot = Guid.NewGuid();
    private readonly SimulatedFileSystem _files = new();

    public PassedOverEventsTests()
    {
        _files.CreateFolder("/m");
        _files.FlushFolder("/");
    }

    [Fact]
    public async Task AnEventThatIsAdded_IsThereAfterALossOfPower()
    {
        (await FindAsync(_files, 9)).Add(5);

        Assert.Equal([5], (await FindAsync(_files.AfterPowerLoss(null), 9)).Positions);
    }

    [Fact]
    public async Task AnEventAtWhichTwoReplaysDied_IsAddedWhenTheLogIsOpened()
    {
        (await FindAsync(_files, 9)).BeginReplay()!.Begin(5);
        (await FindAsync(_files, 9)).BeginReplay()!.Begin(5);

        Assert.Equal([5], (await FindAsync(_files, 9)).Positions);
    }

    [Fact]
    public async Task AnEventThatIsNotInTheLog_IsNotAdded()
    {
        (await FindAsync(_files, 9)).BeginReplay()!.Begin(5);
        (await FindAsync(_files, 9)).BeginReplay()!.Begin(5);

        Assert.Empty((await FindAsync(_files, 4)).Positions);
    }

    [Fact]
    public async Task ReplaysThatHangUntilTheirLogIsClosed_KilledNoProcess()
    {
        for (var process = 0; process < 5; process++)
        {
            var events = await FindAsync(_files, 9);
            events.BeginReplay()!.Begin(5);
            events.EndReplay();
            Assert.Empty(events.Positions);
        }
    }

    private static async Task<PassedOverEvents> FindAsync(SimulatedFileSystem files, long position)
    {
        var events = new PassedOverEvents("m", new ModelFolder(files, "/m"), new ProcessIdentity(Boot, Guid.NewGuid()));
        await events.FindAsync(position, CancellationToken.None);
        return events;
    }
}
