using System.Text.Json;
using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>Files of models are read within the memory that models may take.</summary>
public sealed class ModelFileReadingTests : IAsyncLifetime, IDisposable
{
    private const string Regression = "\"LinearRegression\"";
    private const int Budget = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceInFolder _service = new(null, options => options.Memory.MemoryBudget = Budget);
    private byte[] _file = [];

    public async Task InitializeAsync()
    {
        await _service.Client.CreateModelAsync("regression", Regression, "m");
        await _service.Client.LearnAsync(Learn("m", 1, 2));
        using var file = new MemoryStream();
        await _service.Client.ExportModelAsync("m", file);
        _file = file.ToArray();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _service.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFile_TakesOfTheBudgetWhileItIsRead_AndGivesItBack(bool isGood)
    {
        byte[] sent = [.. _file];
        sent[^1] ^= (byte)(isGood ? 0 : 1);
        var before = _service.Host.Context.Memory.Taken;
        var whileReading = 0L;
        using var file = new WatchedStream(sent) { Reading = () => whileReading = _service.Host.Context.Memory.Taken };
        var adding = _service.Client.ImportModelAsync("regression", file, "copy");
        if (isGood)
        {
            await adding;
            await _service.Client.DeleteModelAsync("copy");
        }
        else
        {
            Assert.Equal(RefusalKind.BadRequest, (await Assert.ThrowsAsync<OnlineMlException>(() => adding)).Kind);
        }

        Assert.True(whileReading >= before + sent.Length, $"{whileReading} bytes were taken.");
        Assert.Equal(before, _service.Host.Context.Memory.Taken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFileLargerThanAllModelsMayBe_IsRefused_BeforeItIsReadWhereItTellsItsLength(bool canSeek)
    {
        var read = 0;
        using var file = new WatchedStream([.. _file, .. new byte[4 * Budget]], canSeek) { Reading = () => read++ };
        foreach (var call in new Func<Task>[] { () => _service.Client.ImportModelAsync("regression", file, "copy"), () => _service.Client.ReplaceModelAsync("m", file) })
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(call);
            Assert.Equal((RefusalKind.TooLarge, "MemoryBudget"), (refusal.Kind, refusal.Limit));
        }

        Assert.Equal(canSeek, read == 0);
        Assert.True(file.Position <= 3 * Budget);
    }

    [Fact]
    public async Task ManyFilesThatNeedMuchOfTheMemory_WaitForEachOther_AndNoneForItself()
    {
        await using var service = new ServiceInFolder(null, options => (options.Memory.MemoryBudget, options.Memory.MaxModelBytes) = (Budget, Budget));
        await service.Client.CreateModelAsync("regression", Regression, "m");
        var wide = JsonElement.Parse("{" + string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"feature number {i}\":1")) + "}");
        await service.Client.LearnAsync(new LearnRequest("m", wide, JsonValues.Value(1.0)));
        using var stream = new MemoryStream();
        await service.Client.ExportModelAsync("m", stream);
        var file = stream.ToArray();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => number % 2 == 0
            ? service.Client.ImportModelAsync("regression", new MemoryStream(file), $"copy{number}")
            : service.Client.ReplaceModelAsync("m", new MemoryStream(file)))).WaitAsync(Patience);
        Assert.Equal(5, service.Host.Names.Count);
    }

    private sealed class WatchedStream(byte[] bytes, bool canSeek = true) : MemoryStream(bytes)
    {
        public required Action Reading { get; init; }

        public override bool CanSeek => canSeek;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reading();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
