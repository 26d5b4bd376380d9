using OnlineMl.Contracts;

namespace OnlineMl.Serving.Tests.Fold;

public class WeightRecoveryTests
{
    [Fact]
    public async Task Replay_TeachesWithTheSameWeights()
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-weights-").FullName;
        await using var service = new ServiceInFolder(folder);
        await service.Client.CreateModelAsync("regression", """["StandardScaler", "LinearRegression"]""", "m");
        for (var i = 0; i < 20; i++)
        {
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", i, 2 * i) with { Weight = i % 5 });
            await service.Client.PredictAsync(ServiceInFolder.Predict("m", i, $"id{i}"));
        }

        for (var i = 0; i < 20; i++)
        {
            await service.Client.LabelAsync(ServiceInFolder.Label("m", $"id{i}", i, key: $"k{i}") with { Weight = 0.25 * i });
            await service.Client.LabelAsync(ServiceInFolder.Label("m", $"id{i}", i, key: $"k{i}") with { Weight = 9 });
        }

        var hash = await service.HashOfAsync("m");
        await using var again = new ServiceInFolder(ServiceInFolder.CopyOf(folder));
        Assert.Equal(hash, await again.HashOfAsync("m"));
        Assert.Equal(40, (await again.Client.GetReportAsync("m")).Examples);
    }
}
