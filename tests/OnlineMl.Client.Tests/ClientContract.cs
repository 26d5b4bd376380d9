using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Serving;

namespace OnlineMl.Client.Tests;

/// <summary>What every <see cref="IOnlineMlClient"/> does, however far away the models are.</summary>
public abstract partial class ClientContract : IAsyncLifetime
{
    private const string Regression = """["StandardScaler", "LinearRegression"]""";

    protected abstract IOnlineMlClient Client { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task ServiceInfo_SaysThatTheServiceRuns() =>
        Assert.Equal("running", (await Client.GetServiceInfoAsync()).Status);

    [Fact]
    public async Task Create_ListDescribeDelete()
    {
        Assert.Equal("b", await Client.CreateModelAsync("regression", Regression, "b"));
        Assert.Equal("a", await Client.CreateModelAsync("binary", "\"LogisticRegression\"", "a"));
        var madeUp = await Client.CreateModelAsync("cluster", """{"KMeans": {"n_clusters": 2}}""");

        Assert.Equal(new[] { "a", "b", madeUp }.Order(StringComparer.Ordinal), await Client.GetModelsAsync());
        var description = await Client.DescribeModelAsync("b");
        Assert.Equal(["StandardScaler", "LinearRegression"], description.EnumerateObject().Select(step => step.Name));

        await Client.DeleteModelAsync("b");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.DescribeModelAsync("b"));
        Assert.Equal(RefusalKind.ModelNotFound, refusal.Kind);
        Assert.Equal("There is no model named 'b'.", refusal.Message);
    }

    [Fact]
    public async Task Ensure_AddsAModelOnce()
    {
        Assert.True(await Client.EnsureModelAsync(Flavor.Regression, Regression, "m", ["MAE"]));
        await Client.LearnAsync("m", Features(("x", 1)), 2.0);

        Assert.False(await Client.EnsureModelAsync(Flavor.Binary, "\"LogisticRegression\"", "m"));

        Assert.Equal(1, (await Client.GetStatsAsync("m")).Learn.Calls);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.EnsureModelAsync((Flavor)77, Regression, "n"));
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.EnsureModelAsync(Flavor.Binary, Regression, "n"));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
    }

    [Fact]
    public async Task Create_TakesAModelThatWasBuiltInCode()
    {
        var built = new Model(new LinearRegression { L2 = 0.25 });
        built.Learn(new FeatureVector { ["x"] = 1 }, 4.0);

        Assert.Equal("m", await Client.CreateModelAsync(Flavor.Regression, built, "m"));

        var prediction = await Client.PredictAsync("m", Features(("x", 1)));
        Assert.Equal(built.Predict(new FeatureVector { ["x"] = 1 }).Number, prediction.Prediction.GetDouble());
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => Client.CreateModelAsync("regression", built, "n"));
        Assert.Contains("ToSpec()", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecaster_LearnsValuesAndForecastsAHorizon()
    {
        await Client.CreateModelAsync("forecast", """{"HoltWinters": {"alpha": 0.5, "beta": 0.5}}""", "series");
        Assert.Empty(await Client.ForecastAsync("series", 3));
        for (var i = 0; i < 40; i++)
        {
            await Client.LearnAsync("series", Features(), 100.0 + i);
        }

        var forecast = await Client.ForecastAsync("series", 3);
        Assert.Equal([140, 141, 142], forecast.Select(value => Math.Round(value)));
        var metrics = await Client.GetMetricsAsync("series");
        Assert.Equal(["MAE", "RMSE", "SMAPE"], metrics.Keys);
        Assert.InRange(metrics["MAE"], 0.0001, 2);

        // What was forecast is measured one step ahead when its label comes.
        var answer = await Client.PredictAsync(new PredictRequest("series", JsonValues.Features([]), Horizon: 2));
        await Client.LabelAsync(new LabelRequest("series", JsonValues.Value(140.0), answer.Identifier!));
        Assert.Equal([141], (await Client.ForecastAsync("series", 1)).Select(value => Math.Round(value)));
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.ForecastAsync("series", 100_000));
        Assert.Contains("'horizon' must be a whole number from 1 to 10000", refusal.Message, StringComparison.Ordinal);
        await Client.CreateModelAsync("regression", Regression, "r");
        refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.ForecastAsync("r", 2));
        Assert.Contains("it cannot be asked for a horizon", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("regression", """{"HoltWinters": {"alpha": 0.5}}"""));
    }

    [Fact]
    public async Task Time_OfANamedFeatureEmptiesAWindow()
    {
        const string Spec = """{"StatisticRegressor": {"statistic": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}""";
        await Client.CreateModelAsync("regression", Spec, "w", options: new ModelOptions(TimeFeature: "sold at"));
        Assert.Equal("sold at", (await Client.GetStatusAsync("w")).Options!.TimeFeature);
        Assert.Equal(262_144, (await Client.GetStatusAsync("w")).Options!.MaxMadeFeatures);
        await Client.LearnAsync("w", Features(("sold at", 1_577_836_800)), 10.0);
        await Client.LearnAsync("w", Features(("sold at", "2020-01-01T00:30:00Z")), 30.0);
        Assert.Equal(20, (await Client.PredictAsync("w", Features(("sold at", "2020-01-01T00:45:00Z")))).Prediction.GetDouble());

        // The time of the call comes first.
        await Client.LearnAsync(new LearnRequest("w", JsonValues.Features(Features(("sold at", 0))), JsonValues.Value(50.0), Time: new DateTimeOffset(2020, 1, 1, 5, 0, 0, TimeSpan.Zero)));
        Assert.Equal(50, (await Client.PredictAsync("w", Features(("sold at", "2020-01-01T05:10:00Z")))).Prediction.GetDouble());
        foreach (var features in new[] { Features(("sold at", "noon")), Features(("a", 1)) })
        {
            foreach (var call in new Func<Task>[] { () => Client.PredictAsync("w", features), () => Client.LearnAsync("w", features, 1.0) })
            {
                var refusal = await Assert.ThrowsAsync<OnlineMlException>(call);
                Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
                Assert.Contains("'sold at'", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task MaxMadeFeatures_IsAnOptionOfAModel()
    {
        const string Spec = """["PolynomialExtender", "LinearRegression"]""";
        await Client.CreateModelAsync("regression", Spec, "m", options: new ModelOptions(MaxMadeFeatures: 5));
        await Client.LearnAsync("m", Features(("a", 1), ("b", 2)), 1.0);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync("m", Features(("a", 1), ("b", 2), ("c", 3)), 1.0));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains("PolynomialExtender would make 9 features of this example; at most 5", refusal.Message, StringComparison.Ordinal);
        foreach (var options in new[] { new ModelOptions(MaxMadeFeatures: 0), new ModelOptions(MaxMadeFeatures: 262_145), new ModelOptions(TimeFeature: new string('x', 70_000)) })
        {
            refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("regression", Spec, "other", options: options));
            Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        }
    }

    [Fact]
    public async Task MaxNames_IsAnOptionOfAModel()
    {
        await Client.CreateModelAsync("regression", "\"LinearRegression\"", "m", options: new ModelOptions(MaxNames: 2));
        await Client.LearnAsync("m", Features(("a", 1), ("b", 2)), 1.0);
        var asked = await Client.PredictAsync("m", Features(("c", 3)));
        foreach (var call in new Func<Task>[] { () => Client.LearnAsync("m", Features(("c", 3)), 1.0), () => Client.LabelAsync("m", asked.Identifier!, 1.0) })
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(call);
            Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
            Assert.Contains("MaxNames allows 2; 'c' would be one more", refusal.Message, StringComparison.Ordinal);
        }

        var status = await Client.GetStatusAsync("m");
        Assert.Equal((2, 2, 2), (status.Position, status.Names, status.Options!.MaxNames));
        Assert.Contains(status.Faults, fault => fault.Contains("MaxNames", StringComparison.Ordinal));
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("regression", "\"LinearRegression\"", "n", options: new ModelOptions(MaxNames: 0)));
    }

    [Fact]
    public async Task NumbersThatComeAsTexts_AreTold_OrReadWhenTheModelSaysSo()
    {
        await Client.CreateModelAsync("regression", "\"LinearRegression\"", "told");
        await Client.CreateModelAsync("regression", "\"LinearRegression\"", "read", options: new ModelOptions(ParseNumbers: true));
        await Client.CreateModelAsync("regression", "\"LinearRegression\"", "plain");
        for (var i = 0; i < 10; i++)
        {
            await Client.LearnAsync("told", Features(("age", $"{i}")), i);
            await Client.LearnAsync("read", Features(("age", $"{i}")), i);
            await Client.LearnAsync("plain", Features(("age", i)), i);
        }

        Assert.Contains("'age'", Assert.Single((await Client.GetStatusAsync("told")).Hints!), StringComparison.Ordinal);
        Assert.Empty((await Client.GetStatusAsync("read")).Hints!);
        Assert.Empty((await Client.GetStatusAsync("plain")).Hints!);
        Assert.True((await Client.GetStatusAsync("read")).Options!.ParseNumbers);
        Assert.Equal(
            (await Client.PredictAsync("plain", Features(("age", 40)))).Prediction.GetDouble(),
            (await Client.PredictAsync("read", Features(("age", "40")))).Prediction.GetDouble());
    }

    [Fact]
    public async Task Time_OfTheCallsEmptiesAWindow()
    {
        await Client.CreateModelAsync("regression", """{"StatisticRegressor": {"statistic": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}""", "w");
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Client.LearnAsync(new LearnRequest("w", JsonValues.Features([]), JsonValues.Value(10.0), Time: start));
        await Client.LearnAsync(new LearnRequest("w", JsonValues.Features([]), JsonValues.Value(30.0), Time: start.AddMinutes(30)));
        Assert.Equal(20, (await Client.PredictAsync("w", Features())).Prediction.GetDouble());
        var asked = await Client.PredictAsync(new PredictRequest("w", JsonValues.Features([]), Time: start.AddHours(5)));
        await Client.LabelAsync("w", asked.Identifier!, 70.0);
        Assert.Equal(70, (await Client.PredictAsync("w", Features())).Prediction.GetDouble());
    }

    [Fact]
    public async Task LearnPredictLabel_UpdateMetricsAndStats()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 30; i++)
        {
            await Client.LearnAsync("m", Features(("x", i % 7)), (double)(i % 7));
        }

        var answer = await Client.PredictAsync("m", Features(("x", 3), ("colour", "red")));
        Assert.Equal(JsonValueKind.Number, answer.Prediction.ValueKind);
        await Client.LabelAsync("m", answer.Identifier!, 3.0);
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.LabelAsync("m", answer.Identifier!, 3.0));

        var metrics = await Client.GetMetricsAsync("m");
        Assert.Equal(["MAE", "RMSE", "SMAPE"], metrics.Keys);
        Assert.InRange(metrics["MAE"], 0.01, 6);
        var stats = await Client.GetStatsAsync("m");
        var history = await Client.GetMetricHistoryAsync("m", "MAE");
        Assert.Equal(31, history.Examples[^1]);
        Assert.Equal(metrics["MAE"], history.Metrics["MAE"][^1]);
        Assert.Null((await Client.GetReportAsync("m")).Confusion);
        Assert.Equal(31, stats.Learn.Calls);
        Assert.Equal(1, stats.Predict.Calls);
        Assert.True(stats.Learn.MeanDuration > 0);
    }

    [Fact]
    public async Task Download_ThenImport_ContinuesTheModel()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 10; i++)
        {
            await Client.LearnAsync("m", Features(("x", i)), i);
        }

        using var file = new MemoryStream();
        await Client.DownloadModelAsync("m", file);
        file.Position = 0;
        await Client.ImportModelAsync("regression", file, "copy");

        var first = await Client.PredictAsync("m", Features(("x", 4)));
        var second = await Client.PredictAsync("copy", Features(("x", 4)));
        Assert.Equal(first.Prediction.GetRawText(), second.Prediction.GetRawText());
    }

    [Fact]
    public async Task Catalog_TellsComponentsWithTheirParameters()
    {
        var catalog = (await Client.GetCatalogAsync()).GetRawText();

        Assert.Contains("\"HoeffdingTreeClassifier\"", catalog, StringComparison.Ordinal);
        Assert.Contains("\"grace_period\"", catalog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_TakesMetricsOfTheCallers()
    {
        await Client.CreateModelAsync("regression", Regression, "m", ["MAE", "R2"]);
        await Client.CreateModelAsync("regression", Regression, "unmeasured", []);
        await Client.LearnAsync("m", Features(("x", 1)), 2.0);

        Assert.Equal(["MAE", "R2"], (await Client.GetMetricsAsync("m")).Keys);
        Assert.Empty(await Client.GetMetricsAsync("unmeasured"));
    }

    [Fact]
    public async Task Create_TakesSpecsOfJsonAndOfPlainValues()
    {
        await Client.CreateModelAsync("regression", JsonElement.Parse(Regression), "json");
        await Client.CreateModelAsync("regression", new object[] { "StandardScaler", new { LinearRegression = new { l2 = 0.5 } } }, "plain");

        Assert.Equal(2, (await Client.DescribeModelAsync("json")).EnumerateObject().Count());
        Assert.Equal(0.5, (await Client.DescribeModelAsync("plain")).GetProperty("LinearRegression").GetProperty("l2").GetDouble());
    }

    [Fact]
    public async Task Save_LeavesNothingToReplay_AndStatusTellsIt()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        var waiting = await Client.PredictAsync("m", Features(("x", 1)), "first");
        await Client.PredictAsync("m", Features(("x", 1)), "second");
        await Client.LearnAsync("m", Features(("x", 1)), 2.0);
        await Client.LabelAsync("m", waiting.Identifier!, 2.0);
        await Client.SaveModelAsync("m");

        var status = await Client.GetStatusAsync("m");

        Assert.Equal(("m", "regression"), (status.Model, status.Flavor));
        Assert.Equal(4, status.Position);
        Assert.Equal(4, status.SnapshotPosition);
        Assert.Equal(1, status.Waiting);
        Assert.Equal(1, status.Labels.Labelled);
        Assert.InRange(status.MemoryBytes, 1, 10_000_000);
        Assert.Empty(status.Faults);
    }

    [Fact]
    public async Task Export_ThenImport_ContinuesMetricsAndWaitingPredictions()
    {
        var path = Path.GetTempFileName();
        try
        {
            await Client.CreateModelAsync("regression", Regression, "m");
            await Client.LearnAsync("m", Features(("x", 1)), 2.0);
            await Client.PredictAsync("m", Features(("x", 3)), "waiting");
            await Client.ExportModelAsync("m", path);
            await Client.ImportModelAsync("regression", path, "copy");
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(await Client.GetMetricsAsync("m"), await Client.GetMetricsAsync("copy"));
        await Client.LabelAsync("copy", "waiting", 6.0);
        Assert.Equal(2, (await Client.GetStatsAsync("copy")).Learn.Calls);
    }

    [Fact]
    public async Task Download_OfNoModel_LeavesTheFileAsItWas()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "precious");
            await Assert.ThrowsAsync<OnlineMlException>(() => Client.DownloadModelAsync("none", path));
            Assert.Equal("precious", await File.ReadAllTextAsync(path));
            Assert.False(File.Exists(path + ".tmp"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task RepeatedCalls_GetTheFirstAnswer_AndChangeNothing()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        var x = JsonValues.Features(Features(("x", 1)));
        var learn = new LearnRequest("m", x, JsonValues.Value(2.0), IdempotencyKey: "learn-1");
        var predict = new PredictRequest("m", x, IdempotencyKey: "predict-1");

        await Client.LearnAsync(learn);
        await Client.LearnAsync(learn);
        var first = await Client.PredictAsync(predict);
        var second = await Client.PredictAsync(predict);
        var label = new LabelRequest("m", JsonValues.Value(2.0), first.Identifier!, IdempotencyKey: "label-1");
        await Client.LabelAsync(label);
        await Client.LabelAsync(label);

        Assert.Equal(first.Identifier, second.Identifier);
        Assert.Equal(first.Prediction.GetRawText(), second.Prediction.GetRawText());
        Assert.Equal(2, (await Client.GetStatsAsync("m")).Learn.Calls);
        Assert.Equal(0, (await Client.GetStatusAsync("m")).Labels.Twice);
    }

    [Fact]
    public async Task Objects_AreExamples()
    {
        await Client.CreateModelAsync("binary", """["StandardScaler", "LogisticRegression"]""", "m");
        var model = Client.For<Visit>("m");
        for (var i = 0; i < 50; i++)
        {
            await model.LearnAsync(new Visit(i % 10, "FR", null), i % 10 >= 5);
        }

        var prediction = await model.PredictAsync(new Visit(9, "FR", 1.5));

        Assert.True(prediction.LabelAs<bool>());
        Assert.InRange(prediction.ProbabilityOf(true), 0.5, 1);
        await model.LabelAsync(prediction, true);
        Assert.Equal(1, (await Client.GetStatusAsync("m")).Labels.Labelled);
    }

    private static Dictionary<string, object?> Features(params (string Name, object Value)[] features) =>
        features.ToDictionary(feature => feature.Name, feature => (object?)feature.Value, StringComparer.Ordinal);

    private sealed record Visit(int Pages, string Country, double? Cart);
}
