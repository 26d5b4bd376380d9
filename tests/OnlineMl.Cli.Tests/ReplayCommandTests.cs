using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.Cli.Tests;

public sealed class ReplayCommandTests : IDisposable
{
    private const string Spec = """["StandardScaler", "LogisticRegression"]""";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Replay_TellsStateAndMetricsWhileTheModelIsServed()
    {
        await using var service = Service();
        var client = service.GetRequiredService<InProcessClient>();
        await TeachAsync(client);
        var saved = Path.Combine(_folder, "saved.oml");
        var (code, output, error) = Tool.Run("replay", "--storage", Storage, "--model", "m", "--save", saved, "--json");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(60, root.GetProperty("position").GetInt64());
        Assert.Equal(20, root.GetProperty("events").GetProperty("label").GetInt64());
        Assert.Equal((await client.GetModelAsync("m")).StateHash(), root.GetProperty("stateHash").GetString());
        Assert.Equal((await client.GetMetricsAsync("m"))["LogLoss"], root.GetProperty("metrics").GetProperty("LogLoss").GetDouble(), 12);
        using var file = File.OpenRead(saved);
        Assert.Equal(root.GetProperty("stateHash").GetString(), Model.Load(file).StateHash());
    }

    [Fact]
    public async Task Replay_MeasuresAChallenger()
    {
        await using var service = Service();
        await TeachAsync(service.GetRequiredService<InProcessClient>());
        var (code, output, error) = Tool.Run("replay", "--storage", Storage, "--model", "m", "--spec", "GaussianNB", "--to", "30");
        Assert.True(code == 0, error);
        Assert.Contains("Accuracy", output, StringComparison.Ordinal);
        Assert.Contains("state hash", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_NamesTheModelsThatThereAre()
    {
        await using var service = Service();
        await TeachAsync(service.GetRequiredService<InProcessClient>());
        var (code, _, error) = Tool.Run("replay", "--storage", Storage, "--model", "n");
        Assert.Equal(2, code);
        Assert.Equal("onlineml: --model is 'n'; the folder has m.", error.Trim());
    }

    private string Storage => Path.Combine(_folder, "models");

    private static async Task TeachAsync(InProcessClient client)
    {
        await client.CreateModelAsync("binary", Spec, "m");
        for (var i = 0; i < 20; i++)
        {
            var features = JsonElement.Parse(FormattableString.Invariant($$"""{"x": {{i % 7}}}"""));
            await client.LearnAsync(new LearnRequest("m", features, JsonValues.Value(i % 7 > 3)));
            await client.PredictAsync(new PredictRequest("m", features, "p" + i));
            await client.LabelAsync(new LabelRequest("m", JsonValues.Value(i % 7 > 2), "p" + i));
        }
    }

    private ServiceProvider Service() => new ServiceCollection().AddLogging().AddOnlineMlServing().UseFiles(Storage).Services.BuildServiceProvider();
}
