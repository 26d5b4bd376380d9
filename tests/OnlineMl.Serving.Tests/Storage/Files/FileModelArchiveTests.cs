using System.Buffers;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Storage.Files;

public class FileModelArchiveTests
{
    [Fact]
    public async Task AModel_IsOpenedUnderItsOwnSpellingOnly_WhereTheFilesIgnoreCase()
    {
        var files = SimulatedFileSystem.LikeWindows();
        await using var store = ScriptedLife.OpenStore(files);
        await (await store.CreateAsync("Churn", new ReadOnlySequence<byte>([1]), CancellationToken.None))!.DisposeAsync();

        var archive = new FileModelArchive(ScriptedLife.Folder, files);
        Assert.Equal(["Churn"], archive.List());
        Assert.NotNull(await archive.OpenAsync("Churn"));
        Assert.Null(await archive.OpenAsync("churn"));
        Assert.Null(await archive.OpenAsync("Churn."));
    }
}
