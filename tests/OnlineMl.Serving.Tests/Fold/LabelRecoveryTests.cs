using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Tests;

namespace OnlineMl.Serving.Tests.Fold;

/// <summary>What a model calls its classes is the same after a restart, from a snapshot and from the log alone.</summary>
public sealed class LabelRecoveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("\"LogisticRegression\"", "true", "false", false)]
    [InlineData("\"LogisticRegression\"", "2", "1", false)]
    [InlineData("\"LogisticRegression\"", "\"spam\"", "\"ham\"", false)]
    [InlineData("\"LogisticRegression\"", "\"spam\"", "\"ham\"", true)]
    [InlineData("\"GaussianNB\"", "\"True\"", "\"False\"", true)]
    [InlineData("\"HoeffdingTreeClassifier\"", "1", "-1", false)]
    [InlineData("""{"labels": ["healthy", "sick"], "model": ["StandardScaler", "PAClassifier"]}""", "\"healthy\"", "\"sick\"", true)]
    public async Task ARestart_ChangesNoNameOfAClass(string spec, string first, string second, bool hasSnapshot)
    {
        string[] metrics = ["F1", "LogLoss", "ROCAUC", """{"Recall": {"pos_val": "ham"}}""", """{"Rolling": {"obj": "F1", "window_size": 5}}"""];
        string copy, hash, answer;
        IReadOnlyDictionary<string, double> values;
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync("binary", spec, "m", metrics);
            await TeachAsync(service, 0, first);
            for (var i = 1; i < 20; i++)
            {
                await TeachAsync(service, i, i % 3 == 0 ? first : second);
                if (hasSnapshot && i == 9)
                {
                    await service.Client.SaveModelAsync("m");
                }
            }

            await service.Client.PredictAsync(new PredictRequest("m", Features(0), "waits"));
            (hash, answer, values) = (await service.HashOfAsync("m"), await AskAsync(service), await service.Client.GetMetricsAsync("m"));
            await IsRefusedAsync(service);
            copy = ServiceInFolder.CopyOf(_folder);
        }

        try
        {
            await using var crashed = new ServiceInFolder(copy);
            await using var stopped = new ServiceInFolder(_folder);
            foreach (var service in (ServiceInFolder[])[crashed, stopped])
            {
                Assert.Equal(values, await service.Client.GetMetricsAsync("m"));
                Assert.Equal(hash, await service.HashOfAsync("m"));
                Assert.Equal(answer, await AskAsync(service));
                await IsRefusedAsync(service);
                Assert.Equal(hash, await service.HashOfAsync("m"));
                await service.Client.LabelAsync(new LabelRequest("m", JsonElement.Parse(second), "waits"));
                await TeachAsync(service, 21, first);
            }

            Assert.Equal(await crashed.HashOfAsync("m"), await stopped.HashOfAsync("m"));
            Assert.Equal(await crashed.Client.GetMetricsAsync("m"), await stopped.Client.GetMetricsAsync("m"));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Theory]
    [InlineData("numbers", "binary", "True", "{\"0\":", "{\"1\":")]
    [InlineData("truths", "binary", "1", "{\"false\":", "{\"true\":")]
    [InlineData("texts", "binary", "spam", "{\"ham\":", "{\"ham\":")]
    [InlineData("mixed", "binary", "True", "{\"0\":", "{\"0\":")]
    [InlineData("many", "multiclass", "7.0", "", "")]
    public async Task AFileFromBeforeClassesHadOneSpelling_IsReadWithTheClassesThatItNames(string file, string flavor, string known, string begins, string orBegins)
    {
        await using var service = new ServiceInFolder(null);
        var path = Repository.PathOf("tests", "OnlineMl.Serving.Tests", "Fold", "Payloads", $"before-labels-{file}.oml");
        await using (var stream = File.OpenRead(path))
        {
            await service.Client.ImportModelAsync(flavor, stream, "m");
        }

        var answer = await AskAsync(service);
        Assert.True(answer.StartsWith(begins, StringComparison.Ordinal) || answer.StartsWith(orBegins, StringComparison.Ordinal), answer);
        await service.Client.LabelAsync(new LabelRequest("m", JsonValues.Value(known), "waits"));
        await TeachAsync(service, 0, JsonSerializer.Serialize(known));
        Assert.StartsWith(answer[..3], await AskAsync(service), StringComparison.Ordinal);
        if (flavor == "binary")
        {
            await IsRefusedAsync(service);
            await using var exported = new MemoryStream();
            await service.Client.ExportModelAsync("m", exported);
            exported.Position = 0;
            await service.Client.ImportModelAsync(flavor, exported, "again");
            Assert.Equal(await service.HashOfAsync("m"), await service.HashOfAsync("again"));
            Assert.Equal(await service.Client.GetMetricsAsync("m"), await service.Client.GetMetricsAsync("again"));
        }
    }

    [Fact]
    public async Task AModelOfThreeClasses_IsNotServedAsOneOfTwo()
    {
        var model = Model.FromSpec("\"GaussianNB\"");
        foreach (var label in (string[])["a", "b", "c"])
        {
            model.Learn(new OnlineMl.Features.FeatureVector { ["x"] = 1 }, new Label(label));
        }

        await using var service = new ServiceInFolder(null);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.AddModelAsync("binary", model, "m"));
        Assert.Equal("The model has 3 classes, and at most 2 are allowed.", refusal.Message);
        await service.Client.AddModelAsync("multiclass", model, "m");
    }

    private static async Task TeachAsync(ServiceInFolder service, int i, string truth) =>
        await service.Client.LearnAsync(new LearnRequest("m", Features(i % 3), JsonElement.Parse(truth)));

    private static async Task IsRefusedAsync(ServiceInFolder service)
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(new LearnRequest("m", Features(0), JsonValues.Value("third"))));
        Assert.Contains("'third' is neither '", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(ServiceInFolder service) =>
        (await service.Client.PredictAsync(new PredictRequest("m", Features(0), "asked"))).Prediction.GetRawText();

    private static JsonElement Features(int x) => JsonElement.Parse($$"""{"x": {{x}}}""");
}
