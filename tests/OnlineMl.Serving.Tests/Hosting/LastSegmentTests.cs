using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>The last file of a log is gone when the service starts.</summary>
public sealed class LastSegmentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-last-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ALastSegmentThatIsGoneAfterAKill_IsToldByStatusAndHealth()
    {
        var copy = await KilledAsync(saveFirst: false);
        DeleteLast(copy);

        await using var restarted = new ServiceInFolder(copy);
        var status = await restarted.Client.GetStatusAsync("m");

        Assert.Equal(0, status.Position);
        Assert.Contains(status.Faults, fault => fault.Contains("The file is gone: events from 1 on are lost", StringComparison.Ordinal));
        Assert.Contains(restarted.Host.Health.Problems, problem => problem.Contains("events from 1 on are lost", StringComparison.Ordinal));
        await restarted.Client.LearnAsync(Learn("m", 1, 1));
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task ALastSegmentBehindASnapshot_IsMissedToo()
    {
        var copy = await KilledAsync(saveFirst: true);
        DeleteLast(copy);

        await using var restarted = new ServiceInFolder(copy);

        Assert.Contains((await restarted.Client.GetStatusAsync("m")).Faults, fault => fault.Contains("events from 4 on are lost", StringComparison.Ordinal));
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task NothingIsMissed_WhenTheSegmentIsThereOrASnapshotHasAllOfIt()
    {
        var copy = await KilledAsync(saveFirst: true);
        await using (var restarted = new ServiceInFolder(copy))
        {
            Assert.Empty((await restarted.Client.GetStatusAsync("m")).Faults);
            await restarted.Client.LearnAsync(Learn("m", 1, 1));
            await restarted.Host.StopAsync(CancellationToken.None);
        }

        DeleteLast(copy);
        await using var later = new ServiceInFolder(copy);

        var status = await later.Client.GetStatusAsync("m");
        Assert.Equal(5, status.Position);
        Assert.Empty(status.Faults);
        Directory.Delete(copy, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(19)]
    public async Task ANoteThatIsDamaged_IsNoLoss(int at)
    {
        var copy = await KilledAsync(saveFirst: false);
        var note = Path.Combine(copy, "m", "last.segment");
        var bytes = await File.ReadAllBytesAsync(note);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(note, bytes);

        await using var restarted = new ServiceInFolder(copy);

        var status = await restarted.Client.GetStatusAsync("m");
        Assert.Equal(3, status.Position);
        Assert.Empty(status.Faults);
        Directory.Delete(copy, recursive: true);
    }

    private static void DeleteLast(string folder) => File.Delete(Directory.EnumerateFiles(Path.Combine(folder, "m"), "*.log").Order(StringComparer.Ordinal).Last());

    private async Task<string> KilledAsync(bool saveFirst)
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        for (var y = 1; y <= 3; y++)
        {
            await service.Client.LearnAsync(Learn("m", 1, y));
        }

        if (saveFirst)
        {
            await service.Client.SaveModelAsync("m");
            await service.Client.LearnAsync(Learn("m", 1, 4));
        }

        return CopyOf(_folder);
    }
}
