using System.Text;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Metrics;

namespace OnlineMl.Tests.Evaluation;

public class HorizonValidationTests
{
    private const string Spec = """{"HoltWinters": {"alpha": 0.5, "beta": 0.1}}""";

    [Fact]
    public void Run_ComparesEachStepWithTheValueThatCameSoManyStepsLater()
    {
        double[] ys = [3, 5, 4, 8, 7, 9, 12, 11, 13, 15];
        const int Horizon = 3;
        const int Grace = 2;
        var byHand = new Mae[Horizon + 1];
        for (var h = 0; h <= Horizon; h++)
        {
            byHand[h] = new Mae();
        }

        var twin = Model.FromSpec(Spec);
        var prediction = new Prediction();
        for (var t = 0; t < ys.Length; t++)
        {
            twin.Predict(twin.NewExample(), prediction, new PredictionOptions { Horizon = Horizon });
            for (var h = 0; h < Horizon && t >= Grace && t + Horizon <= ys.Length; h++)
            {
                byHand[h].Update(ys[t + h], prediction.Forecast[h]);
                byHand[Horizon].Update(ys[t + h], prediction.Forecast[h]);
            }

            twin.Learn(twin.NewExample(), ys[t]);
        }

        var result = Run(new HorizonValidation(Horizon) { GracePeriod = Grace }, Model.FromSpec(Spec), ys, () => new MetricSet(new Mae(), new Rmse()));
        Assert.Equal(ys.Length, result.Examples);
        Assert.Equal(["MAE", "RMSE", "MAE+1", "MAE+2", "MAE+3", "RMSE+1", "RMSE+2", "RMSE+3"], result.Metrics.Keys);
        foreach (var (metric, name) in byHand.Zip(["MAE+1", "MAE+2", "MAE+3", "MAE"]))
        {
            Assert.Equal(metric.Value, result.Metrics[name], 1e-12);
        }
    }

    [Fact]
    public void Run_MeasuresNothingThatTheModelDoesNotKnow_AndNothingBeyondTheData()
    {
        var result = Run(new HorizonValidation(3), Model.FromSpec(Spec), [1, 2, 3, 4], () => new MetricSet(new Mae()));
        Assert.Equal(0, result.Metrics["MAE"]);
        result = Run(new HorizonValidation(2), Model.FromSpec(Spec), [1, 2, 10, 20], () => new MetricSet(new Mae()));
        Assert.NotEqual(0, result.Metrics["MAE"]);
    }

    [Fact]
    public void Run_RefusesOtherModelsAndMetrics()
    {
        Assert.Throws<ArgumentException>(() => Run(new HorizonValidation(2), Model.FromSpec("\"LinearRegression\""), [1], () => new MetricSet(new Mae())));
        Assert.Throws<ArgumentException>(() => Run(new HorizonValidation(2), Model.FromSpec(Spec), [1], () => new MetricSet(new Accuracy())));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HorizonValidation(0));
    }

    [Fact]
    public void Run_TellsAModelThatTakesThemTheFeaturesOfTheStepsToCome()
    {
        // Each value is five times its feature, so that only who knows the features of the next steps is never wrong.
        var csv = "a,y\n" + string.Join('\n', Enumerable.Range(1, 20).Select(i => FormattableString.Invariant($"{1 + (i % 7)},{5 * (1 + (i % 7))}"))) + "\n";
        using var reader = new CsvDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(csv)), new ColumnOptions { Target = "y", TargetType = TargetType.Number }).Open();
        var forecasts = 0;
        var validation = new HorizonValidation(3) { Observer = (_, _, _, prediction) => forecasts += prediction.IsEmpty ? 0 : 1 };

        var result = validation.Run(Model.FromSpec("\"InProportion\"", catalog: RareComponents.Catalog), reader, () => new MetricSet(new Mae()));

        Assert.Equal(20, result.Examples);
        Assert.Equal(0, result.Metrics["MAE+3"], 1e-12);
        Assert.Equal(17, forecasts);
    }

    private static EvaluationResult Run(HorizonValidation validation, Model model, double[] ys, Func<MetricSet> metrics)
    {
        var csv = "y\n" + string.Join('\n', ys) + "\n";
        using var reader = new CsvDataset(() => new MemoryStream(Encoding.UTF8.GetBytes(csv)), new ColumnOptions { Target = "y", TargetType = TargetType.Number }).Open();
        return validation.Run(model, reader, metrics);
    }
}
