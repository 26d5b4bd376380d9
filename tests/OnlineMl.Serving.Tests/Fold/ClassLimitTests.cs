using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Tests.Fold;

public sealed class ClassLimitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("PriorClassifier")]
    [InlineData("GaussianNB")]
    [InlineData("HoeffdingTreeClassifier")]
    public async Task AClassBeyondTheMost_IsRefusedBeforeTheLogAndTheOthersGoOn(string component)
    {
        await using (var service = new ServiceInFolder(_folder, options => options.Limit.MaxClasses = 20))
        {
            await service.Client.CreateModelAsync("multiclass", $"\"{component}\"", "m");
            for (var i = 0; i < 20; i++)
            {
                await service.Client.LearnAsync(Learn($"c{i}"));
            }

            await IsRefusedAsync(service);
            await service.Client.LearnAsync(Learn("c7"));
            await service.Client.SaveModelAsync("m");
        }

        await using (var service = new ServiceInFolder(_folder, options => options.Limit.MaxClasses = 20))
        {
            await IsRefusedAsync(service);
            await service.Client.LearnAsync(Learn("c19"));
        }

        await using (var service = new ServiceInFolder(_folder, options => options.Limit.MaxClasses = 21))
        {
            await service.Client.LearnAsync(Learn("one more"));
            Assert.Equal(23, (await service.Client.GetStatusAsync("m")).Position);
        }
    }

    [Fact]
    public async Task ALabelOfAPrediction_IsRefusedLikeALearn()
    {
        await using var service = new ServiceInFolder(null, options => options.Limit.MaxClasses = 2);
        await service.Client.CreateModelAsync("multiclass", "\"GaussianNB\"", "m");
        await service.Client.LearnAsync(Learn("a"));
        await service.Client.LearnAsync(Learn("b"));
        var asked = await service.Client.PredictAsync(new PredictRequest("m", Features(), "p"));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LabelAsync(new LabelRequest("m", JsonValues.Value("c"), asked.Identifier!)));

        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        await service.Client.LabelAsync(new LabelRequest("m", JsonValues.Value("b"), asked.Identifier!));
    }

    [Fact]
    public async Task AModelWithSomethingForEachPairOfClasses_MayHaveFewer()
    {
        await using var service = new ServiceInFolder(null, options => options.Memory.MaxModelBytes = 1 << 20);
        await service.Client.CreateModelAsync("multiclass", """{"OneVsOneClassifier": "LogisticRegression"}""", "m");
        OnlineMlException? refusal = null;
        var classes = 0;
        while (refusal is null && classes < 100)
        {
            refusal = await Record.ExceptionAsync(() => service.Client.LearnAsync(Learn($"c{classes}"))) as OnlineMlException;
            classes++;
        }

        Assert.InRange(classes, 20, 60);
        Assert.Equal(RefusalKind.BadRequest, refusal!.Kind);
        Assert.Contains("of memory; at most 1 MiB are allowed", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"KMeans": {"n_clusters": 1000000}}""", "cluster", null, "KMeans")]
    [InlineData("""{"HalfSpaceTrees": {"n_trees": 1000, "height": 12}}""", "custom", null, "HalfSpaceTrees")]
    [InlineData("\"LogisticRegression\"", "binary", """{"ROCAUC": {"n_thresholds": 900000}}""", "ROCAUC")]
    public async Task AModelOrAMetricThatIsTooLarge_IsRefused(string spec, string flavor, string? metric, string part)
    {
        await using var service = new ServiceInFolder(null, options => options.Memory.MemoryBudget = 64 << 20);

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.CreateModelAsync(flavor, spec, "m", metric is null ? null : [metric]));

        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("at most 16 MiB", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await service.Client.GetModelsAsync());
    }

    [Fact]
    public async Task ManyMetricsCountTogether()
    {
        await using var service = new ServiceInFolder(null, options => options.Memory.MaxModelBytes = 16 << 20);
        string[] metrics = [.. Enumerable.Range(0, 10).Select(_ => """{"ROCAUC": {"n_thresholds": 100000}}""")];

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.CreateModelAsync("binary", "\"LogisticRegression\"", "m", metrics));

        Assert.Contains("at most 16 MiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatExists_IsServedWhateverTheLimitIsByThen()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("regression", """{"LinearRegression": {"hash_bits": 17}}""", "m", ["MAE"]);
        }

        await using (var service = new ServiceInFolder(_folder, options => options.Memory.MaxModelBytes = 1 << 20))
        {
            Assert.Equal(0, (await service.Client.GetStatusAsync("m")).Position);
        }
    }

    private static async Task IsRefusedAsync(ServiceInFolder service)
    {
        var before = await service.Client.GetStatusAsync("m");
        var hash = await service.HashOfAsync("m");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("one more")));

        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Equal("The model has 20 classes, and at most 20 are allowed; 'one more' would be another.", refusal.Message);
        Assert.Equal(before.Position, (await service.Client.GetStatusAsync("m")).Position);
        Assert.Equal(hash, await service.HashOfAsync("m"));
    }

    private static LearnRequest Learn(string label) => new("m", Features(), JsonValues.Value(label));

    private static JsonElement Features() => JsonElement.Parse("""{"x": 1}""");
}
