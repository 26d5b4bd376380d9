using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>Examples that count more or less than others, or have a moment of their own.</content>
public abstract partial class ClientContract
{
    [Fact]
    public async Task Weight_SaysHowMuchAnExampleCounts()
    {
        await CreateLinearAsync("heavy", "light", "labelled");
        await Client.LearnAsync("heavy", Features(("x", 1)), 1.0, weight: 2);
        await Client.LearnAsync("light", Features(("x", 1)), 1.0);
        var answer = await Client.PredictAsync("labelled", Features(("x", 1)));
        await Client.LabelAsync("labelled", answer.Identifier!, 1.0, weight: 2);

        var heavy = await AskAsync("heavy");
        Assert.Equal(2 * await AskAsync("light"), heavy, 12);
        Assert.Equal(heavy, await AskAsync("labelled"));
        Assert.Equal(1, (await Client.GetReportAsync("heavy")).Examples);
    }

    [Fact]
    public async Task WeightOfALine_CountsInABatch()
    {
        await CreateLinearAsync("batch", "calls");
        await Client.LearnAsync("calls", Features(("x", 1)), 1.0, weight: 3);
        await Client.LearnAsync("calls", Features(("x", 1)), 2.0, weight: 0.5);
        var steps = Client.For<Step>("batch");
        var lines = new[] { new TrainingExample<Step>(new(1), 1.0, 3), new(new(1), 2.0, 0.5), new(new(1), 9.0, 0) };
        await foreach (var line in steps.LearnManyAsync(lines.ToAsyncEnumerable()))
        {
            Assert.Null(line.Message);
        }

        Assert.Equal(await AskAsync("calls"), await AskAsync("batch"));
    }

    [Fact]
    public async Task TimeOfAPoco_IsThatOfTheExample()
    {
        await Client.CreateModelAsync("custom", """{"StatisticRegressor": {"TimeRolling": {"obj": "Sum", "period": 60}}}""", "minute");
        var steps = Client.For<Step>("minute");
        var noon = new DateTimeOffset(2026, 7, 14, 12, 0, 0, TimeSpan.Zero);
        await steps.LearnAsync(new(1), 1.0, time: noon);
        await steps.LearnAsync(new(1), 2.0, time: noon.AddSeconds(30));
        Assert.Equal(3, (await steps.PredictAsync(new(1), time: noon.AddSeconds(40))).Number);
        await steps.LearnAsync(new(1), 4.0, time: noon.AddSeconds(80));
        Assert.Equal(6, (await steps.PredictAsync(new(1), time: noon.AddSeconds(80))).Number);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task WeightThatIsNone_IsRefused(double weight)
    {
        await CreateLinearAsync("m");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync("m", Features(("x", 1)), 1.0, weight));
        Assert.StartsWith("'weight' must be a finite number of at least 0", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task WeightWithoutATarget_IsForModelsThatNeedNone()
    {
        await CreateLinearAsync("m");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync("m", Features(("x", 1)), weight: 2));
        Assert.Contains("'ground_truth' is missing", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Client.GetStatusAsync("m")).Position);

        await Client.CreateModelAsync("cluster", """{"KMeans": {"n_clusters": 2, "seed": 1}}""", "groups");
        await Client.LearnAsync("groups", Features(("x", 1)), weight: 2);
        Assert.Equal(1, (await Client.GetStatusAsync("groups")).Position);
    }

    [Fact]
    public async Task Forecaster_TakesNoWeightButNoneAndOne()
    {
        await Client.CreateModelAsync("forecast", """{"HoltWinters": {"alpha": 0.3}}""", "series");
        await Client.LearnAsync("series", Features(), 1.0, weight: 1);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync("series", Features(), 1.0, weight: 2));
        Assert.Contains("must be 0 or 1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Client.GetStatusAsync("series")).Position);
    }

    [Fact]
    public async Task RepeatedCallWithAWeight_CountsOnce()
    {
        await CreateLinearAsync("twice", "once");
        var request = new LearnRequest("twice", JsonValues.Features(Features(("x", 1))), JsonValues.Value(1.0), IdempotencyKey: "k", Weight: 2);
        await Client.LearnAsync(request);
        await Client.LearnAsync(request);
        await Client.LearnAsync(request with { Model = "once" });
        Assert.Equal(await AskAsync("once"), await AskAsync("twice"));
    }

    private async Task CreateLinearAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await Client.CreateModelAsync("regression", """{"LinearRegression": {"intercept_lr": 0}}""", name);
        }
    }

    private async Task<double> AskAsync(string model) => (await Client.PredictAsync(model, Features(("x", 1)))).Prediction.GetDouble();

    private sealed record Step(int x);
}
