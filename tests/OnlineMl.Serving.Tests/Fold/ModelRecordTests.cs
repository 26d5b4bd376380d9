using OnlineMl.Contracts;
using OnlineMl.Serving.Tests.Storage.Files;

namespace OnlineMl.Serving.Tests.Fold;

/// <summary>What a model's predictions were worth is kept with the model.</summary>
public class ModelRecordTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HistoryAndReport_AreThereAfterARestart_FromTheSnapshotAndFromTheLog(bool saves)
    {
        using var folder = new TemporaryFolder();
        string history, report;
        await using (var service = new ServiceInFolder(folder.Path))
        {
            await service.Client.CreateModelAsync("binary", "\"LogisticRegression\"", "m");
            for (var i = 0; i < 40; i++)
            {
                await LearnAsync(service.Client, i);
            }

            if (saves)
            {
                await service.Client.SaveModelAsync("m");
                await LearnAsync(service.Client, 40);
            }

            history = Shown(await service.Client.GetMetricHistoryAsync("m"));
            report = Shown(await service.Client.GetReportAsync("m"));
        }

        await using var again = new ServiceInFolder(folder.Path);
        Assert.Equal(history, Shown(await again.Client.GetMetricHistoryAsync("m")));
        Assert.Equal(report, Shown(await again.Client.GetReportAsync("m")));
    }

    [Fact]
    public async Task Report_CountsWhatWasTakenForWhat_UnderTheNamesOfTheClasses()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("binary", "\"LogisticRegression\"", "m");
        for (var i = 0; i < 40; i++)
        {
            await LearnAsync(service.Client, i);
        }

        var report = await service.Client.GetReportAsync("m");
        Assert.Equal(40, report.Examples);
        Assert.Equal(["no", "yes"], report.Confusion!.Classes.Order(StringComparer.Ordinal));
        Assert.InRange(report.Confusion.Counts.Sum(row => row.Sum()), 38, 40);
        Assert.Equal(0, report.Confusion.Others);
        Assert.Equal(report.Confusion.Counts.Sum(row => row.Sum()), report.Calibration.Sum(bin => bin.Count));
        Assert.All(report.Calibration, bin => Assert.InRange(bin.MeanProbability, bin.From - 1e-9, bin.To + 1e-9));
        Assert.Equal((1, 1), (report.Roc[^1].TruePositiveRate, report.Roc[^1].FalsePositiveRate));
        Assert.Equal(101, report.Roc.Count);
    }

    [Fact]
    public async Task ManyClasses_AreCountedTogether()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("multiclass", "\"GaussianNB\"", "m");
        for (var i = 0; i < 120; i++)
        {
            await service.Client.LearnAsync("m", new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = i % 60 }, $"class {i % 60}");
        }

        var report = await service.Client.GetReportAsync("m");
        Assert.Equal(50, report.Confusion!.Classes.Count);
        Assert.True(report.Confusion.Others > 0);
        Assert.Empty(report.Roc);
    }

    [Fact]
    public async Task ModelWithoutClasses_HasAHistoryOnly()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 2));
        await service.Client.LearnAsync(ServiceInFolder.Learn("m", 2, 4));

        var history = await service.Client.GetMetricHistoryAsync("m", "MAE");
        Assert.Equal([1, 2], history.Examples);
        Assert.Equal(["MAE"], history.Metrics.Keys);
        Assert.Null((await service.Client.GetReportAsync("m")).Confusion);
    }

    private static Task LearnAsync(IOnlineMlClient client, int i) =>
        client.LearnAsync("m", new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = i % 2 == 0 ? -1 : 1 }, i % 2 == 0 ? "no" : "yes");

    private static string Shown(MetricHistoryResponse history) => System.Text.Json.JsonSerializer.Serialize(history, OnlineMlJsonContext.Default.MetricHistoryResponse);

    private static string Shown(ModelReport report) => System.Text.Json.JsonSerializer.Serialize(report, OnlineMlJsonContext.Default.ModelReport);
}
