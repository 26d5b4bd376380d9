using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Sharing;

public sealed class FileCallCounterTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;
    private readonly ManualClock _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhatIsTaken_IsGoneForTheNextProcess_UntilTheTimeIsOver()
    {
        Assert.Equal((7, Window), await Open().TakeAsync("ann", 7, 10, Window));
        _time.Advance(TimeSpan.FromMinutes(4));
        var counter = Open();
        Assert.Equal((3, TimeSpan.FromMinutes(6)), await counter.TakeAsync("ann", 7, 10, Window));
        Assert.Equal((0, TimeSpan.FromMinutes(6)), await counter.TakeAsync("ann", 7, 10, Window));
        Assert.Equal((7, Window), await counter.TakeAsync("ben", 7, 10, Window));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((7, Window), await Open().TakeAsync("ann", 7, 10, Window));
    }

    [Fact]
    public async Task WhatIsAdded_IsCountedWithoutALimit()
    {
        Assert.Equal((0, Window), await Open().AddAsync("ann", 0, Window));
        Assert.Equal((2, Window), await Open().AddAsync("ann", 2, Window));
        Assert.Equal((3, Window), await Open().AddAsync("ann", 1, Window));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"ann\":{\"Count\":")]
    public async Task AFileThatIsDamaged_BeginsAnew(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "~calls.json"), text);
        Assert.Equal(7, (await Open().TakeAsync("ann", 7, 10, Window)).Granted);
        Assert.Equal(3, (await Open().TakeAsync("ann", 7, 10, Window)).Granted);
    }

    [Fact]
    public async Task AFolderThatIsGone_IsSaid()
    {
        var counter = new FileCallCounter(Path.Combine(_folder, "gone"), _time);
        await Assert.ThrowsAsync<StorageException>(() => counter.TakeAsync("ann", 7, 10, Window));
    }

    private FileCallCounter Open() => new(_folder, _time);
}
