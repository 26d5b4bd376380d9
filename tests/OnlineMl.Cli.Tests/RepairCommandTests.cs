using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Cli.Tests;

public sealed class RepairCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Repair_ShowsTheDamage_AndContinuesFromTheLastGoodPosition()
    {
        await TeachAsync(600);
        var whole = Tool.Run("repair", "--storage", _folder, "--model", "m");
        Assert.Equal((0, ""), (whole.ExitCode, whole.Error));
        Assert.Contains("The model 'm' has 600 events; its newest good snapshot is of event 0.\nIt can be restored with all of them.", whole.Output, StringComparison.Ordinal);

        var segments = Directory.GetFiles(Path.Combine(_folder, "m"), "*.log").Order(StringComparer.Ordinal).ToArray();
        Assert.True(segments.Length >= 3);
        Damage(segments[1]);
        var good = long.Parse(Path.GetFileNameWithoutExtension(segments[1]), System.Globalization.CultureInfo.InvariantCulture) - 1;
        Assert.Equal(RefusalKind.Unavailable, (await Assert.ThrowsAsync<OnlineMlException>(() => PositionAsync())).Kind);

        var shown = Tool.Run("repair", "--storage", _folder, "--model", "m");
        Assert.Equal(1, shown.ExitCode);
        Assert.Contains($"The last good event is {good}; --continue goes on from there without the {600 - good} behind it.", shown.Output, StringComparison.Ordinal);
        Assert.Equal(segments.Length, Directory.GetFiles(Path.Combine(_folder, "m"), "*.log").Length);

        var repaired = Tool.Run("repair", "--storage", _folder, "--model", "m", "--continue");
        Assert.Equal((0, ""), (repaired.ExitCode, repaired.Error));
        Assert.Contains($"goes on from event {good}", repaired.Output, StringComparison.Ordinal);
        Assert.Equal(good, await PositionAsync());
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "m"), "*.damaged"));
        Assert.Equal(0, Tool.Run("repair", "--storage", _folder, "--model", "m").ExitCode);
    }

    [Fact]
    public async Task Repair_SaysWhatItCannotDo()
    {
        await TeachAsync(1);
        var (code, _, error) = Tool.Run("repair", "--storage", _folder, "--model", "n");
        Assert.Equal((2, "onlineml: --model is 'n'; the folder has m."), (code, error.Trim()));
        (code, _, error) = Tool.Run("repair", "--storage", Path.Combine(_folder, "none"), "--model", "m");
        Assert.Equal(2, code);
        await using var store = new FileModelStore(_folder);
        await store.StartAsync(CancellationToken.None);
        (code, _, error) = Tool.Run("repair", "--storage", _folder, "--model", "m");
        Assert.Equal(1, code);
        Assert.Contains("is in use by process", error, StringComparison.Ordinal);
    }

    private static void Damage(string segment)
    {
        var bytes = File.ReadAllBytes(segment);
        bytes[40] ^= 1;
        File.WriteAllBytes(segment, bytes);
    }

    // Small segments, and no snapshot but the first one.
    private ServiceProvider Service() => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IModelStore>(_ => new FileModelStore(_folder, new FileModelStoreOptions { SegmentBytes = 4096 }))
        .AddOnlineMlServing().Services.BuildServiceProvider();

    private async Task TeachAsync(int examples)
    {
        var copy = Directory.CreateTempSubdirectory("onlineml").FullName;
        await using (var service = Service())
        {
            var client = service.GetRequiredService<InProcessClient>();
            await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            for (var i = 0; i < examples; i++)
            {
                await client.LearnAsync(new LearnRequest("m", JsonValues.Features([new("x", i)]), JsonValues.Value(i)));
            }

            // As a crash would leave it: without the snapshot that a service makes at its end.
            foreach (var file in Directory.GetFiles(Path.Combine(_folder, "m")))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }

        Directory.Delete(Path.Combine(_folder, "m"), recursive: true);
        Directory.Move(copy, Path.Combine(_folder, "m"));
    }

    private async Task<long> PositionAsync()
    {
        await using var service = Service();
        return (await service.GetRequiredService<InProcessClient>().GetStatusAsync("m")).Position;
    }
}
