using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>Models with several outputs.</content>
public abstract partial class ClientContract
{
    public static TheoryData<object> SeveralTargets => new()
    {
        new Sizes(4, 10),
        new Dictionary<string, object?> { ["Price"] = 4, ["Rent"] = 10f, ["Tax"] = null },
        new Dictionary<string, double> { ["Price"] = 4, ["Rent"] = 10 },
        JsonElement.Parse("""{"Price": 4, "Rent": 10}"""),
    };

    [Theory]
    [MemberData(nameof(SeveralTargets))]
    public async Task SeveralTargets_AreLearnedByTheirNames(object targets)
    {
        targets = targets is Sizes sizes ? JsonValues.Targets(sizes) : targets;
        await Client.CreateModelAsync("custom", "\"MeanOfEach\"", "houses", ["MAE"]);
        var houses = Client.For<Step>("houses");

        await houses.LearnAsync(new(1), targets);
        var prediction = await houses.PredictAsync(new(1));
        await houses.LabelAsync(prediction, targets);
        await Client.LearnAsync("houses", Features(("X", 1)), targets);
        await foreach (var line in houses.LearnManyAsync(new (Step, object?)[] { (new(1), targets) }.ToAsyncEnumerable()))
        {
            Assert.Null(line.Message);
        }

        Assert.Equal(["Price", "Rent"], prediction.Outputs.Keys);
        Assert.Equal((4, 10), (prediction.Outputs["Price"].Number, prediction.Outputs["Rent"].Number));
        await foreach (var line in houses.PredictManyAsync(new[] { new Step(1) }.ToAsyncEnumerable()))
        {
            Assert.Equal(10, line.Outputs["Rent"].Number);
        }

        Assert.Equal(4, (await Client.GetStatsAsync("houses")).Learn.Calls);
        Assert.Equal(0, (await Client.GetMetricsAsync("houses"))["MAE"]);
    }

    [Fact]
    public async Task ListedTargets_AreOutputsInTheirOrder()
    {
        await Client.CreateModelAsync("custom", "\"MeanOfEach\"", "sensors");
        await Client.LearnAsync("sensors", Features(("x", 1)), new[] { 1.5, 2 });
        await Client.LearnAsync("sensors", Features(("x", 1)), new object[] { 2.5, 4 });
        Assert.Equal("""{"0":2,"1":3}""", (await Client.PredictAsync("sensors", Features(("x", 1)))).Prediction.GetRawText());
    }

    [Fact]
    public async Task ListedTexts_AreTheLabelsThatAnExampleHas()
    {
        await Client.CreateModelAsync("custom", "\"LastOfEach\"", "news", []);
        await Client.LearnAsync("news", Features(("x", 1)), new List<string> { "sport", "politics" });
        var prediction = new ModelPrediction(await Client.PredictAsync("news", Features(("x", 1))));
        Assert.Equal(["sport", "politics"], prediction.Outputs.Keys);
        Assert.True(prediction.Outputs["sport"].LabelAs<bool>());
    }

    [Theory]
    [InlineData("""["a", 1]""", "is a list of texts and other values")]
    [InlineData("""[]""", "is a list without any")]
    [InlineData("""{}""", "is an object without any")]
    [InlineData("""["a", "a"]""", "'a' of 'ground_truth' comes twice")]
    [InlineData("""[[1]]""", "'0' of 'ground_truth' must be a number")]
    [InlineData("""{"u": {"v": 1}}""", "'u' of 'ground_truth' must be a number")]
    [InlineData("1", "one for each of its outputs")]
    public async Task TargetsThatAreNone_AreRefused(string targets, string message)
    {
        await Client.CreateModelAsync("custom", "\"MeanOfEach\"", "houses");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync(new("houses", JsonValues.Features(Features(("x", 1))), JsonElement.Parse(targets))));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Client.GetStatsAsync("houses")).Learn.Calls);
    }

    [Theory]
    [InlineData("""[1, 2]""")]
    [InlineData("""{"u": 1}""")]
    public async Task SeveralTargetsOfAModelWithOne_AreRefused(string targets)
    {
        await CreateLinearAsync("m");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync(new("m", JsonValues.Features(Features(("x", 1))), JsonElement.Parse(targets))));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains("several values by name", refusal.Message, StringComparison.Ordinal);
    }

    private sealed record Sizes(double Price, int Rent);
}
