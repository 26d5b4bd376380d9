using System.Buffers;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class MissingFilesTests
{
    [Fact]
    public async Task FilesThatAreThere_AreNoFault()
    {
        using var log = await LiveAsync();
        Find(log);
        Assert.Empty(log.Faults.Found);
        Assert.Null(log.Appender.Fault);
    }

    [Fact]
    public async Task ASegmentThatIsGone_IsReportedAndTheModelIsToBeStoredAnew()
    {
        using var log = await LiveAsync();
        log.Files.DeleteFile("/m/00000000000000000001.log");
        Find(log);

        Assert.Contains("The file is gone", Assert.Single(log.Faults.Found).Message, StringComparison.Ordinal);
        Assert.Contains("stored anew", log.Appender.Fault!.Message, StringComparison.Ordinal);
        Assert.Empty(log.Segments.List());
        await log.AppendAsync(1);
        Assert.Equal([3], log.Segments.List().Select(segment => segment.First));
    }

    [Fact]
    public async Task SnapshotsThatAreGone_AreReportedEvenWithTheirFolder()
    {
        using var log = await LiveAsync();
        log.Files.DeleteFolder("/m");
        Find(log);

        Assert.Equal(2, log.Faults.Found.Count);
        Assert.Contains(log.Faults.Found, fault => fault.Message.StartsWith("The snapshots are gone", StringComparison.Ordinal));
        Assert.True(log.Files.FolderExists("/m"));
    }

    private static async Task<LogFolder> LiveAsync()
    {
        var log = new LogFolder();
        log.Snapshots.Write(0, new ReadOnlySequence<byte>([1]));
        log.Appender.Follow(log.Sink);
        await log.AppendAsync(2);
        return log;
    }

    private static void Find(LogFolder log) => new MissingFiles("m", log.Folder, log.Faults, log.Segments, log.Appender).Find();
}
