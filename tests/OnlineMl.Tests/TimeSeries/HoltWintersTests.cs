using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.TimeSeries;

namespace OnlineMl.Tests.TimeSeries;

public class HoltWintersTests
{
    [Fact]
    public void Example_FollowsALine()
    {
        var model = new HoltWinters(alpha: 0.5, beta: 0.1);
        foreach (var y in new[] { 10.0, 12, 14, 16 })
        {
            model.Learn(new FeatureVector(), y);
        }

        var forecast = new double[3];
        model.Forecast(forecast);

        // The start takes the mean of the first two values for the level, which lags a line; the rest follows the formulas by hand.
        Assert.Equal([17.8475, 19.92, 21.9925], forecast.Select(value => Math.Round(value, 9)));
    }

    [Fact]
    public void Forecast_IsNotKnownBeforeTheFirstSeason()
    {
        var model = new HoltWinters(0.3, 0.1, 0.6, seasonality: 4);
        var forecast = new double[2];
        for (var i = 0; i < 4; i++)
        {
            model.Forecast(forecast);
            Assert.All(forecast, value => Assert.True(double.IsNaN(value)));
            model.Learn(new FeatureVector(), i);
        }

        model.Forecast(forecast);
        Assert.All(forecast, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void WithoutTrendAndSeason_IsSimpleExponentialSmoothing()
    {
        var model = new HoltWinters(0.25);
        var level = 2.0;
        model.Learn(new FeatureVector(), 1);
        model.Learn(new FeatureVector(), 3);
        for (var i = 0; i < 20; i++)
        {
            model.Learn(new FeatureVector(), i % 5);
            level = (0.25 * (i % 5)) + (0.75 * level);
        }

        var forecast = new double[3];
        model.Forecast(forecast);
        Assert.All(forecast, value => Assert.Equal(level, value, 12));
    }

    [Fact]
    public void Multiplicative_RepeatsASeasonOfRatios()
    {
        var model = new HoltWinters(0.2, 0.1, 0.3, seasonality: 3, multiplicative: true);
        for (var i = 0; i < 300; i++)
        {
            model.Learn(new FeatureVector(), 100 * (1 + (i % 3)));
        }

        var forecast = new double[6];
        model.Forecast(forecast);
        Assert.Equal([100, 200, 300, 100, 200, 300], forecast.Select(value => Math.Round(value)));
    }

    [Fact]
    public void Learn_RefusesWhatWouldMakeItInfinite()
    {
        var model = new HoltWinters(0.5, 0.5, 0.5, seasonality: 2, multiplicative: true);
        model.Learn(new FeatureVector(), 0);
        model.Learn(new FeatureVector(), 2);
        var before = StateFormat.Hash(model);
        Assert.Throws<NonFiniteStepException>(() => model.Learn(new FeatureVector(), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Learn(new FeatureVector(), double.NaN));
        Assert.Equal(before, StateFormat.Hash(model));
    }

    [Fact]
    public void Parameters_AreChecked()
    {
        Assert.Equal("alpha", Assert.Throws<ArgumentOutOfRangeException>(() => new HoltWinters(1.5)).ParamName, ignoreCase: true);
        Assert.Throws<ArgumentException>(() => new HoltWinters(0.5, 0.5, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoltWinters(0.5, seasonality: -1));
    }

    [Fact]
    public void Model_ForecastsInAPipelineAndAfterLoading()
    {
        var model = Model.FromSpec("""["StandardScaler", {"HoltWinters": {"alpha": 0.3, "beta": 0.1, "gamma": 0.6, "seasonality": 4}}]""");
        Assert.Same(ModelTask.Forecasting, model.Task);
        var prediction = new Prediction();
        model.Predict(new FeatureVector { ["a"] = 1 }, prediction, new PredictionOptions { Horizon = 5 });
        Assert.True(prediction.IsEmpty);
        for (var i = 0; i < 40; i++)
        {
            model.Learn(new FeatureVector { ["a"] = i }, 10.0 + (i % 4));
        }

        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = Model.Load(file);
        model.Predict(new FeatureVector(), prediction, new PredictionOptions { Horizon = 5 });
        var again = new Prediction();
        loaded.Predict(new FeatureVector(), again, new PredictionOptions { Horizon = 5 });
        Assert.Equal(5, prediction.Forecast.Length);
        Assert.Equal(prediction.Forecast.ToArray(), again.Forecast.ToArray());
        Assert.Equal(prediction.Forecast[0], loaded.Predict(new FeatureVector()).Number);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Learn(new FeatureVector(), 1.0, weight: 0.5));
    }

    [Fact]
    public void Intervals_HoldTheirShareOfWhatComes()
    {
        // A series that the model describes: level, trend and season each move by a part of a random error.
        const double alpha = 0.4, beta = 0.2, gamma = 0.3, level = 0.8;
        const int horizon = 6;
        var random = new Random(5);
        var model = Model.FromSpec("""{"HoltWinters": {"alpha": 0.4, "beta": 0.2, "gamma": 0.3, "seasonality": 4}}""");
        var series = new List<double>();
        double l = 10, b = 0.1;
        var seasons = new Queue<double>([3, -1, 2, -4]);
        for (var i = 0; i < 4000; i++)
        {
            var error = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
            var s = seasons.Dequeue();
            series.Add(l + b + s + error);
            l += b + (alpha * error);
            b += alpha * beta * error;
            seasons.Enqueue(s + (gamma * error));
        }

        var prediction = new Prediction();
        var held = new int[horizon];
        var asked = 0;
        for (var i = 0; i < series.Count - horizon; i++)
        {
            if (i > 200)
            {
                asked++;
                model.Predict(new FeatureVector(), prediction, new PredictionOptions { Horizon = horizon, IntervalLevel = level });
                Assert.Equal(prediction.Intervals[0], prediction.Interval);
                for (var h = 0; h < horizon; h++)
                {
                    held[h] += prediction.Intervals[h].Contains(series[i + h]) ? 1 : 0;
                }
            }

            model.Learn(new FeatureVector(), series[i]);
        }

        Assert.All(held, count => Assert.InRange((double)count / asked, level - 0.03, level + 0.03));
        Assert.True(prediction.Intervals[5].Width > prediction.Intervals[0].Width);
    }

    [Fact]
    public void Intervals_AreNotGivenBeforeErrorsAreKnown_NorForASeasonOfRatios()
    {
        var options = new PredictionOptions { Horizon = 2, IntervalLevel = 0.9 };
        var prediction = new Prediction();
        var model = Model.FromSpec("""{"HoltWinters": {"alpha": 0.5}}""");
        var ratios = Model.FromSpec("""{"HoltWinters": {"alpha": 0.5, "seasonality": 2, "multiplicative": true}}""");
        for (var i = 0; i < 40; i++)
        {
            model.Predict(new FeatureVector(), prediction, options);
            Assert.Equal(i < 7, prediction.Interval is null);
            ratios.Predict(new FeatureVector(), prediction, options);
            Assert.Null(prediction.Interval);
            Assert.Equal(0, prediction.Intervals.Length);
            model.Learn(new FeatureVector(), 5 + (i % 3));
            ratios.Learn(new FeatureVector(), 5 + (i % 3));
        }
    }
}
