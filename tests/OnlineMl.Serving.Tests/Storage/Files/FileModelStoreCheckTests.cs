using System.Diagnostics;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>What happens to the files behind the back of a store is seen.</summary>
public sealed class FileModelStoreCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Check_LeavesNothing_WhereAllIsWell()
    {
        await using var store = new FileModelStore(_folder);
        await store.CheckAsync(default);
        await store.CheckAsync(default);
        Assert.Equal(["~lock", "~owner"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LockFileThatIsDeleted_IsMadeAnew()
    {
        await using var store = new FileModelStore(_folder);
        await store.StartAsync(default);
        File.Delete(Path.Combine(_folder, "~lock"));
        await store.CheckAsync(default);
        await using var other = new FileModelStore(_folder);
        await Assert.ThrowsAsync<StorageException>(() => other.StartAsync(default));
    }

    [UnixFact]
    public async Task FolderThatAnotherStoreTook_IsNotWrittenAnyMore()
    {
        await using var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1));
        Assert.True(service.Host.Health.IsReady);

        // An operator deletes the lock, and another process starts.
        File.Delete(Path.Combine(_folder, "~lock"));
        await using var thief = new FileModelStore(_folder);
        await thief.StartAsync(default);
        var store = service.Store;
        var loss = await Assert.ThrowsAsync<StorageException>(() => store.CheckAsync(default));
        Assert.Contains("was taken by process", loss.Message, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<OnlineMl.Contracts.OnlineMlException>(() => service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1)));
        Assert.Contains("was taken by process", refusal.Message, StringComparison.Ordinal);
        await thief.CheckAsync(default);
    }

    [UnixFact]
    public async Task FilesThatAreDeleted_AreSeen_AndASnapshotTakesTheirPlace()
    {
        var clock = new ManualClock();
        long position;
        string hash;
        await using (var service = new ServiceInFolder(_folder, null, clock))
        {
            await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1));
            Directory.Delete(Path.Combine(_folder, "m"), recursive: true);
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 2, 3));
            clock.Advance(TimeSpan.FromSeconds(11));
            await service.Host.MaintainAsync(default);
            position = (await service.Client.GetStatusAsync("m")).Position;
            hash = await service.HashOfAsync("m");
            Assert.Contains("The snapshots are gone while the model was served; another one takes their place.", (await service.Client.GetStatusAsync("m")).Faults);
            Assert.True(service.Host.Health.IsReady);

            // As a crash would leave it.
            var copy = ServiceInFolder.CopyOf(_folder);
            await using var again = new ServiceInFolder(copy);
            Assert.Equal(position, (await again.Client.GetStatusAsync("m")).Position);
            Assert.Equal(hash, await again.HashOfAsync("m"));
        }
    }

    [UnixFact]
    public async Task FolderThatCannotBeWritten_IsSeenBeforeACallNeedsIt()
    {
        var files = new SimulatedFileSystem();
        await using var store = new FileModelStore("/models", null, null, null, files);
        await store.CheckAsync(default);
        files.Outcome = _ => SimulatedOutcome.Full;
        var refusal = await Assert.ThrowsAsync<StorageException>(() => store.CheckAsync(default));
        Assert.True(refusal.IsFull);
        files.Outcome = _ => SimulatedOutcome.Success;
        await store.CheckAsync(default);
    }

    [UnixFact]
    public async Task PipeUnderTheNameOfASnapshot_HangsNothing()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1));
        }

        using var made = Process.Start("mkfifo", Path.Combine(_folder, "m", "00000000000000000009.oml"));
        await made.WaitForExitAsync();
        await using var again = new ServiceInFolder(_folder);
        await Assert.ThrowsAnyAsync<Exception>(() => again.Client.GetStatusAsync("m").WaitAsync(TimeSpan.FromSeconds(20)));
        await again.Client.GetModelsAsync();
    }
}
