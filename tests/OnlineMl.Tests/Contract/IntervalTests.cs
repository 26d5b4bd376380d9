using OnlineMl.Composition;
using OnlineMl.Trees;

namespace OnlineMl.Tests.Contract;

/// <summary>Whoever says between which numbers a target lies says it around its prediction, and models around it pass it on.</summary>
public sealed class IntervalTests
{
    private const string Tree = """{"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "mean"}}""";

    [Theory]
    [InlineData(Tree)]
    [InlineData("""["StandardScaler", """ + Tree + """]""")]
    [InlineData("""{"TargetStandardScaler": """ + Tree + """}""")]
    [InlineData("""{"TargetMinMaxScaler": ["StandardScaler", """ + Tree + """]}""")]
    [InlineData("""["StandardScaler", {"TargetStandardScaler": {"BaggingRegressor": {"model": """ + Tree + """, "n_models": 3}}}]""")]
    public void IntervalsLieAroundThePrediction(string spec) => Check(Model.FromSpec(spec));

    [Fact]
    public void IntervalsOfATransformedTarget_AreTurnedBack()
    {
        Check(new Model(new TargetTransformRegressor(new HoeffdingTreeRegressor { LeafPrediction = RegressionLeafPrediction.Mean }, y => -2 * y, y => y / -2)));
    }

    [Fact]
    public void ModelsAroundOnesThatCannotTell_SaySo()
    {
        foreach (var spec in new[] { """{"TargetStandardScaler": "LinearRegression"}""", """{"BaggingRegressor": {"model": "KNNRegressor"}}""" })
        {
            var model = Model.FromSpec(spec);
            Assert.Throws<ArgumentException>(() => model.Check(new PredictionOptions { IntervalLevel = 0.9 }));
        }

        foreach (var spec in new[] { """{"TargetStandardScaler": "KNNRegressor"}""", """{"OneVsRestClassifier": "KNNClassifier"}""", """{"BaggingClassifier": "KNNClassifier"}""" })
        {
            var model = Model.FromSpec(spec);
            Assert.Throws<ArgumentException>(() => model.Check(new PredictionOptions { Explains = true }));
        }
    }

    private static void Check(Model model)
    {
        var prediction = new Prediction();
        var told = 0;
        foreach (var example in Streams.Tame(400))
        {
            var x = model.NewExample();
            foreach (var feature in example.Features)
            {
                x.Add(feature.Name, feature.Text is null ? feature.Number : feature.Text);
            }

            model.Predict(x, prediction, new PredictionOptions { IntervalLevel = 0.5 });
            if (prediction.Interval is { } narrow)
            {
                Assert.InRange(prediction.Number, narrow.Lower, narrow.Upper);
                model.Predict(x, prediction, new PredictionOptions { IntervalLevel = 0.9 });
                Assert.True(prediction.Interval!.Value.Width >= narrow.Width);
                told += narrow.Width > 0 ? 1 : 0;
            }

            model.Learn(x, example.Number);
        }

        Assert.True(told > 200, $"Only {told} intervals were told.");
    }
}
