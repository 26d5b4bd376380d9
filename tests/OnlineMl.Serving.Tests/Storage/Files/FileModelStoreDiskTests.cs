using System.Diagnostics;
using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>The file store on the real disk: claims on folders, full disks, folders that cannot be written.</summary>
public class FileModelStoreDiskTests
{
    [Fact]
    public async Task ASecondStore_IsRefusedAndToldWhoHasTheFolder()
    {
        using var folder = new TemporaryFolder();
        await using var second = new FileModelStore(folder.Path);
        await using (var first = new FileModelStore(folder.Path))
        {
            await first.StartAsync(CancellationToken.None);
            var refusal = await Assert.ThrowsAsync<StorageException>(() => second.ListAsync(CancellationToken.None));
            Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        }

        // When the folder is free again, the next call has it.
        Assert.Empty(await second.ListAsync(CancellationToken.None));
    }

    [UnixFact]
    public async Task AnotherProcess_KeepsTheFolderUntilItIsKilled()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "~owner"), "process 1 on elsewhere");
        using (var other = Process.Start(new ProcessStartInfo("flock", ["-x", Path.Combine(folder.Path, "~lock"), "sh", "-c", "echo held; exec cat"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!)
        {
            Assert.Equal("held", await other.StandardOutput.ReadLineAsync());
            await using var refused = new FileModelStore(folder.Path);
            var refusal = await Assert.ThrowsAsync<StorageException>(() => refused.StartAsync(CancellationToken.None));
            Assert.Contains("process 1 on elsewhere", refusal.Message, StringComparison.Ordinal);
            other.Kill(entireProcessTree: true);
            await other.WaitForExitAsync();
        }

        await using var store = new FileModelStore(folder.Path);
        await WaitForFolderAsync(store);
        Assert.Empty(await store.ListAsync(CancellationToken.None));
    }

    [RootFact]
    public async Task AFullDisk_FailsEventsUntilThereIsSpaceAgain()
    {
        using var disk = new TemporaryDisk("size=1m");
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[600_000]);
        await using (var store = new FileModelStore(disk.Path))
        {
            var model = new TestModel();
            await using var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
            var number = 1;
            StorageException? failure;
            while ((failure = await TestModel.AppendAsync(log, number, length: 20_000)) is null)
            {
                number++;
            }

            Assert.True(failure.IsFull);
            Assert.True(log.WriteFault?.IsFull);
            Assert.Equal(number - 1, log.Position);
            await Assert.ThrowsAsync<StorageException>(() => log.WriteSnapshotAsync(log.Position, new byte[500_000], CancellationToken.None));
            var refusal = await Assert.ThrowsAsync<StorageException>(
                () => store.CreateAsync("another", new byte[500_000], new TestModel(), CancellationToken.None));
            Assert.True(refusal.IsFull);
            Assert.Equal(["model"], await store.ListAsync(CancellationToken.None));

            File.Delete(ballast);
            Assert.Null(await TestModel.AppendAsync(log, number, length: 20_000));
            Assert.Null(log.WriteFault);
            await log.WriteSnapshotAsync(log.Position, model.Snapshot, CancellationToken.None);
            Assert.Equal(Enumerable.Range(1, number), model.Learned);
        }

        await using (var store = new FileModelStore(disk.Path))
        {
            var model = new TestModel();
            await using var log = (await store.OpenAsync("model", CancellationToken.None))!;
            await model.RecoverAsync(log);
            Assert.Equal(log.Position, model.Learned.Length);
            Assert.Empty(log.Faults);
        }
    }

    [RootFact]
    public async Task ADiskThatBecomesReadOnly_FailsEventsUntilItCanBeWrittenAgain()
    {
        using var disk = new TemporaryDisk("size=1m");
        await using var store = new FileModelStore(disk.Path);
        var model = new TestModel();
        var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        Assert.Null(await TestModel.AppendAsync(log, 1));
        await log.DisposeAsync();
        log = (await store.OpenAsync("model", model, CancellationToken.None))!;

        // The claim on the folder is a file open for writing, so only a bind mount over it can be made read-only.
        using (disk.MakeReadOnly())
        {
            var failure = await TestModel.AppendAsync(log, 2);
            Assert.False(failure!.IsFull);
            await Assert.ThrowsAsync<StorageException>(() => log.WriteSnapshotAsync(1, Array.Empty<byte>(), CancellationToken.None));
            await Assert.ThrowsAsync<StorageException>(() => store.CreateAsync("another", Array.Empty<byte>(), model, CancellationToken.None));
        }

        Assert.Null(await TestModel.AppendAsync(log, 3));
        Assert.Equal([1, 3], model.Learned);
    }

    [RootFact]
    public async Task AReadOnlyFolder_IsRefused()
    {
        using var disk = new TemporaryDisk("size=1m");
        using (disk.MakeReadOnly())
        {
            await using var store = new FileModelStore(disk.Path);
            var refusal = await Assert.ThrowsAsync<StorageException>(() => store.StartAsync(CancellationToken.None));
            Assert.Contains(disk.Path, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("in use", refusal.Message, StringComparison.Ordinal);
        }
    }

    // What the other process has started holds the lock until it is gone, too.
    private static async Task WaitForFolderAsync(FileModelStore store)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await store.StartAsync(limit.Token);
                return;
            }
            catch (StorageException)
            {
                await Task.Delay(10, limit.Token);
            }
        }
    }
}
