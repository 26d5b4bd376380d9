using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>Questions that say more than an example: steps to come, items, arms; and models that ask back.</content>
public abstract partial class ClientContract
{
    [Fact]
    public async Task Forecasts_TakeTheFeaturesOfTheStepsToCome()
    {
        await Client.CreateModelAsync("forecast", "\"InProportion\"", "sales");
        await Client.LearnAsync("sales", Features(("X", 2)), 10.0);

        Assert.Equal([5, 15], await Client.ForecastAsync("sales", [Features(("X", 1)), Features(("X", 3))]));
        Assert.Equal([20], (await Client.For<Step>("sales").ForecastAsync([new Step(4)])).Forecast);
        Assert.Empty(await Client.ForecastAsync("sales", 2));

        // Without a name for it nothing is learned of a feature that only a forecast has.
        Assert.Equal([5], await Client.ForecastAsync("sales", [Features(("X", 1), ("Y", 3))]));
    }

    [Fact]
    public async Task Forecast_WithFutureFeatures_IsLabelledLikeAnyOther()
    {
        await Client.CreateModelAsync("forecast", "\"InProportion\"", "sales");
        var sales = Client.For<Step>("sales");
        await sales.LearnAsync(new(2), 10.0);

        var step = JsonElement.Parse("""[{"X": 3}]""");
        var asked = await Client.PredictAsync(new PredictRequest("sales", JsonElement.Parse("""{"X": 3}"""), "next", FutureFeatures: step));
        await Client.LabelAsync("sales", asked.Identifier!, 18.0);

        Assert.Equal(3, (await Client.GetMetricsAsync("sales"))["MAE"]);
        Assert.Equal([6], (await sales.ForecastAsync([new Step(1)])).Forecast);
    }

    [Theory]
    [InlineData("""{"X": 1}""", null, "'xs' must be a list of 1 to 10000 objects")]
    [InlineData("[]", null, "'xs' must be a list of 1 to 10000 objects")]
    [InlineData("[1]", null, "'xs' must be a list of objects")]
    [InlineData("""[{"X": 1}]""", 2, "There are features of 1 steps to come, but the horizon is 2.")]
    [InlineData("""[{"X": [1]}]""", null, "'X'")]
    public async Task FutureFeatures_ThatAreNone_AreRefusedAndNotStored(string steps, int? horizon, string reason)
    {
        await Client.CreateModelAsync("forecast", "\"InProportion\"", "sales");
        await RefusedAsync(new PredictRequest("sales", JsonValues.Features([]), Horizon: horizon, FutureFeatures: JsonElement.Parse(steps)), reason);
        Assert.Equal(0, (await Client.GetStatusAsync("sales")).Position);
    }

    [Fact]
    public async Task Items_AreOrderedForTheUser()
    {
        await Client.CreateModelAsync("regression", """{"MeanOfItem": {"item": "film"}}""", "films");
        foreach (var (film, stars) in new[] { ("Alien", 3.0), ("Brazil", 5.0), ("Cube", 1.0) })
        {
            await Client.LearnAsync("films", Features(("film", film)), stars);
        }

        Assert.Equal(["Brazil", "Alien", "Cube"], await Client.RankAsync("films", Features(("user", "Ann")), ["Alien", "Cube", "Brazil"]));
        var ranking = await Client.For<Step>("films").RankAsync(new(1), ["Cube", 7, "Brazil"]);
        Assert.Equal(["Brazil", "Cube", "7"], ranking.Ranking);
        Assert.Throws<InvalidOperationException>(() => ranking.Number);
        await foreach (var line in Client.PredictManyAsync(new[] { new PredictRequest("films", JsonValues.Features([]), Items: JsonElement.Parse("""["Cube", "Alien"]""")) }.ToAsyncEnumerable()))
        {
            Assert.Equal(["Alien", "Cube"], new ModelPrediction(line).Ranking);
        }
    }

    [Fact]
    public async Task QuestionsThatAModelDoesNotTake_AreRefusedAndNotStored()
    {
        await Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await Client.CreateModelAsync("forecast", """{"HoltWinters": {"alpha": 0.5}}""", "series");
        await Client.CreateModelAsync("regression", """{"MeanOfItem": {"item": "film"}}""", "films");
        var x = JsonValues.Features([]);
        var step = JsonElement.Parse("""[{"X": 1}]""");

        await RefusedAsync(new PredictRequest("m", x, FutureFeatures: step), "it cannot be asked for steps to come");
        await RefusedAsync(new PredictRequest("m", x, Items: JsonElement.Parse("[1]")), "LinearRegression does not put items into an order.");
        await RefusedAsync(new PredictRequest("series", x, FutureFeatures: step), "HoltWinters forecasts from the values alone");
        await RefusedAsync(new PredictRequest("films", x, Items: JsonElement.Parse("[]")), "'items' must be a list of 1 to 10000 texts, whole numbers or truth values.");
        await RefusedAsync(new PredictRequest("films", x, Items: JsonElement.Parse("[1.5]")), "'items' must be a list of texts, whole numbers or truth values.");

        foreach (var model in new[] { "m", "series", "films" })
        {
            Assert.Equal(0, (await Client.GetStatusAsync(model)).Position);
        }
    }

    [Fact]
    public async Task Arms_ArePulledAndRewarded()
    {
        await Client.CreateModelAsync("custom", """{"RandomArm": {"names": ["left", "right"], "seed": 1}}""", "buttons");
        var choice = await Client.PullAsync("buttons", Features(("hour", 8)));
        Assert.Contains(choice.Label, new[] { "left", "right" });
        await Client.LabelAsync("buttons", choice.Identifier!, 1.0);

        var other = await Client.For<Step>("buttons").PullAsync(new(8), ["up"]);
        Assert.Equal("up", other.Label);
        Assert.Equal(3, (await Client.GetStatusAsync("buttons")).Position);
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.PullAsync("buttons", Features(), []));
    }

    [Fact]
    public async Task ActiveLearners_SayWhetherTheyWantTheLabel()
    {
        await Client.CreateModelAsync("custom", """{"RandomAsker": {"seed": 3}}""", "mails");
        var mails = Client.For<Step>("mails");
        var wanted = new List<bool?>();
        for (var i = 0; i < 20; i++)
        {
            wanted.Add((await mails.PredictAsync(new(i))).IsLabelWanted);
        }

        Assert.Equal([false, true], wanted.Distinct().Order());
        Assert.Equal(20, (await Client.GetStatusAsync("mails")).Position);
        await foreach (var line in mails.PredictManyAsync(new[] { new Step(1) }.ToAsyncEnumerable()))
        {
            Assert.NotNull(line.IsLabelWanted);
        }

        await Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        Assert.Null((await Client.For<Step>("m").PredictAsync(new(1))).IsLabelWanted);
    }

    private async Task RefusedAsync(PredictRequest request, string reason)
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.PredictAsync(request));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
