using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Tests;

namespace OnlineMl.Serving.Tests;

/// <summary>A model of any task is served by what its description says: learned, asked, told late, and the same again after a crash.</summary>
public sealed class RareTasksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;
    private string? _copy;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        if (_copy is not null)
        {
            Directory.Delete(_copy, recursive: true);
        }
    }

    /// <summary>A spec, a target to learn, one to tell late, and how the last answer looks.</summary>
    public static TheoryData<string, string?, string, string> Tasks => new()
    {
        { "\"MeanOfEach\"", """{"u": 1, "v": 10}""", """{"u": 3}""", """{"u":2,"v":10}""" },
        { "\"LastOfEach\"", """{"sport": true, "music": false}""", """{"sport": "yes"}""", """{"sport":"yes"}""" },
        { "\"MeanOfEach\"", "[1, 10.5]", "[3]", """{"0":2,"1":10.5}""" },
        { "\"LastOfEach\"", """["sport", "music"]""", """["music"]""", """{"music":true}""" },
        { """{"RandomArm": {"names": ["a"], "seed": 1}}""", """{"arm": "b", "reward": 2}""", "1.5", "\"a\"" },
        { "\"FarFromMean\"", "10", "14", "null" },
        { """{"RandomAsker": {"seed": 3}}""", "true", "true", "true" },
        { """["StandardScaler", "SureMean"]""", "1", "3", "2" },
        { """{"MeanOfItem": {"item": "film"}}""", "5", "3", "4" },
        { """{"ScoreAbove": {"limit": 0.5}}""", null, "true", """{"score":1,"anomaly":true}""" },
        { """{"FarStep": {"distance": 2}}""", null, "true", "false" },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task ModelsOfEveryTask_AreServed_AndTheSameAfterACrash(string spec, string? target, string late, string answer)
    {
        var x = JsonElement.Parse("""{"a": 1, "film": "Alien"}""");
        string hash;
        await using (var store = new FileModelStore(_folder))
        await using (var host = Host(store))
        {
            var client = new InProcessClient(host);
            await client.CreateModelAsync("custom", spec, "m");
            await client.LearnAsync(new LearnRequest("m", x, target is null ? null : JsonElement.Parse(target)));
            var asked = await client.PredictAsync(new PredictRequest("m", x));
            await client.LabelAsync(new LabelRequest("m", JsonElement.Parse(late), asked.Identifier!));
            Assert.Equal(answer, (await client.PredictAsync(new PredictRequest("m", x))).Prediction.GetRawText());
            hash = (await client.GetModelAsync("m")).StateHash();
            _copy = ServiceInFolder.CopyOf(_folder);
        }

        await using var again = new FileModelStore(_copy);
        await using var restored = Host(again);
        Assert.Equal(hash, (await new InProcessClient(restored).GetModelAsync("m")).StateHash());
    }

    [Fact]
    public async Task QuestionsOfAnActiveLearner_AreEventsOfItsLog()
    {
        var x = JsonElement.Parse("""{"a": 1}""");
        string before, after;
        await using (var store = new FileModelStore(_folder))
        await using (var host = Host(store))
        {
            var client = new InProcessClient(host);
            await client.CreateModelAsync("custom", """{"RandomAsker": {"seed": 3}}""", "m");
            await client.LearnAsync(new LearnRequest("m", x, JsonElement.Parse("true")));
            before = (await client.GetModelAsync("m")).StateHash();
            for (var i = 0; i < 5; i++)
            {
                await client.PredictAsync(new PredictRequest("m", x));
            }

            after = (await client.GetModelAsync("m")).StateHash();
            _copy = ServiceInFolder.CopyOf(_folder);
        }

        await using var again = new FileModelStore(_copy);
        await using var restored = Host(again);
        Assert.NotEqual(before, after);
        Assert.Equal(after, (await new InProcessClient(restored).GetModelAsync("m")).StateHash());
    }

    private static ModelHost Host(FileModelStore store) => new(
        store, RareComponents.Catalog, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);
}
