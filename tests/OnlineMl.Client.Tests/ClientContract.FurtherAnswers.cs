using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>What is asked beside a prediction: why, and how sure.</content>
public abstract partial class ClientContract
{
    [Theory]
    [InlineData(null)]
    [InlineData("remembered")]
    public async Task Contributions_SumToThePrediction(string? identifier)
    {
        await TeachAsync("regression", "\"LinearRegression\"", "m");
        var request = new PredictRequest("m", JsonValues.Features(Features(("x", 2), ("y", 3))), identifier, Explain: true);
        var answer = await Client.PredictAsync(request);
        var contributions = answer.Contributions!.Value;
        var features = new ModelPrediction(answer).Contributions!;
        Assert.Equal(["x", "y"], features.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("number", contributions.GetProperty("scale").GetString());
        Assert.Equal(answer.Prediction.GetDouble(), contributions.GetProperty("baseline").GetDouble() + features.Values.Sum(), 9);
        Assert.Null(answer.Interval);

        // What is remembered is the prediction alone.
        await Client.LabelAsync("m", answer.Identifier!, 5.0);
        Assert.Null((await Client.PredictAsync("m", Features(("x", 2)))).Contributions);
    }

    [Fact]
    public async Task Contributions_OfABinaryModel_SayForAndAgainstWhichClass()
    {
        await Client.CreateModelAsync("binary", "\"LogisticRegression\"", "b");
        for (var i = 0; i < 20; i++)
        {
            await Client.LearnAsync("b", Features(("x", i % 2)), i % 2 == 1);
        }

        var answer = await Client.PredictAsync(new PredictRequest("b", JsonValues.Features(Features(("x", 1))), Explain: true));
        Assert.Equal("log_odds", answer.Contributions!.Value.GetProperty("scale").GetString());
        Assert.True(answer.Contributions!.Value.GetProperty("class").GetBoolean());
        Assert.False(answer.Contributions!.Value.GetProperty("rival").GetBoolean());
    }

    [Fact]
    public async Task Interval_LiesAroundThePrediction()
    {
        await TeachAsync("regression", """{"HoeffdingTreeRegressor": {"grace_period": 20}}""", "t");
        var answer = await Client.PredictAsync(new PredictRequest("t", JsonValues.Features(Features(("x", 2), ("y", 3))), IdempotencyKey: "k", Interval: 0.9));
        var (lower, upper) = new ModelPrediction(answer).Interval!.Value;
        Assert.InRange(answer.Prediction.GetDouble(), lower, upper);
        Assert.True(lower < upper);
        var narrow = await Client.PredictAsync(new PredictRequest("t", JsonValues.Features(Features(("x", 2), ("y", 3))), Interval: 0.5));
        Assert.True(new ModelPrediction(narrow).Interval!.Value.Upper - new ModelPrediction(narrow).Interval!.Value.Lower < upper - lower);

        var repeated = await Client.PredictAsync(new PredictRequest("t", JsonValues.Features(Features(("x", 2), ("y", 3))), IdempotencyKey: "k", Interval: 0.9));
        Assert.Equal(answer.Identifier, repeated.Identifier);
        Assert.Equal((lower, upper), new ModelPrediction(repeated).Interval);
    }

    [Fact]
    public async Task ModelsThatCannotTell_SaySoAndStoreNothing()
    {
        await Client.CreateModelAsync("cluster", """{"KMeans": {"n_clusters": 2}}""", "c");
        await TeachAsync("regression", "\"LinearRegression\"", "m");
        var x = JsonValues.Features(Features(("x", 1)));
        await RefusedAsync("KMeans does not say what features add to its predictions.", new PredictRequest("c", x, Explain: true));
        await RefusedAsync("LinearRegression does not say between which numbers", new PredictRequest("m", x, Interval: 0.9));
        await RefusedAsync("'interval' must be a number from 0.01 to 0.9999", new PredictRequest("m", x, Interval: 1));
        await RefusedAsync("'interval' must be a number from 0.01 to 0.9999", new PredictRequest("m", x, Interval: double.NaN));
        Assert.Equal(0, (await Client.GetStatusAsync("c")).Position);
        Assert.Equal(60, (await Client.GetStatusAsync("m")).Position);

        async Task RefusedAsync(string reason, PredictRequest request)
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.PredictAsync(request));
            Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task LinesOfABatch_AskEachForItself()
    {
        await TeachAsync("regression", "\"LinearRegression\"", "m");
        var x = JsonValues.Features(Features(("x", 1)));
        PredictRequest[] requests = [new("m", x), new("m", x, Explain: true), new("m", x, Interval: 0.9)];
        var answers = new List<BatchPredictAnswer>();
        await foreach (var answer in Client.PredictManyAsync(requests.ToAsyncEnumerable()))
        {
            answers.Add(answer);
        }

        Assert.Null(answers[0].Contributions);
        Assert.NotNull(new ModelPrediction(answers[1]).Contributions);
        Assert.Contains("does not say between which numbers", answers[2].Message, StringComparison.Ordinal);
    }

    private async Task TeachAsync(string flavor, string spec, string name)
    {
        await Client.CreateModelAsync(flavor, spec, name);
        for (var i = 0; i < 60; i++)
        {
            await Client.LearnAsync(name, Features(("x", i % 5), ("y", i % 7)), (2.0 * (i % 5)) + (i % 7) + (i % 3));
        }
    }
}
