using OnlineMl.Features;
using OnlineMl.Neighbors;

namespace OnlineMl.Tests.Neighbors;

public class KnnClassifierTests
{
    private readonly FeatureSpace _space = new();

    [Fact]
    public void Example()
    {
        var space = new FeatureSpace();
        var model = new KnnClassifier { NNeighbors = 1 };
        model.Learn(new FeatureVector(space) { ["x"] = 1 }, "low");
        model.Learn(new FeatureVector(space) { ["x"] = 9 }, "high");
        var label = model.Predict(new FeatureVector(space) { ["x"] = 7 });

        Assert.Equal("high", label);
    }

    [Fact]
    public void PredictProbabilities_WeighsVotesByInverseDistance()
    {
        var model = Learned(new KnnClassifier());

        Assert.Equal(1 / (1 + 0.25 + 0.2), Probability(model, 4, "a"), 12);
    }

    [Fact]
    public void PredictProbabilities_CountsVotes_WhenUnweighted()
    {
        Assert.Equal(1 / 3.0, Probability(Learned(new KnnClassifier { Weighted = false }), 4, "a"), 12);
        Assert.Equal(1 / (1 + Math.E), Probability(Learned(new KnnClassifier { Weighted = false, Softmax = true }), 4, "a"), 12);
    }

    [Fact]
    public void PredictProbabilities_LetsAnEqualExampleDecideAlone() =>
        Assert.Equal(1, Probability(Learned(new KnnClassifier { Weighted = false }), 3, "a"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PredictProbabilities_LetsTheNewestOfEquallyNearExamplesVote(bool weighted)
    {
        var model = new KnnClassifier { Weighted = weighted };
        for (var i = 0; i < 510; i++)
        {
            model.Learn(new FeatureVector(_space) { ["x"] = 1 }, i < 10 ? "old" : "new");
        }

        Assert.Equal(1, Probability(model, 1, "new"));
        Assert.Equal(1, Probability(model, 1.0001, "new"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PredictProbabilities_LetsEqualExamplesDecideAmongThemselves(bool weighted)
    {
        var model = new KnnClassifier { Weighted = weighted, NNeighbors = 4 };
        foreach (var (number, label) in new[] { (1, "a"), (1, "b"), (1, "b"), (2, "c"), (2, "c") })
        {
            model.Learn(new FeatureVector(_space) { ["x"] = number }, label);
        }

        Assert.Equal(1 / 3.0, Probability(model, 1, "a"), 12);
        Assert.Equal(2 / 3.0, Probability(model, 1, "b"), 12);
    }

    [Fact]
    public void CleanupEvery_ForgetsClassesThatLeftTheWindow()
    {
        var model = Learned(new KnnClassifier { WindowSize = 2, CleanupEvery = 3 });
        var probabilities = new Probabilities();
        model.PredictProbabilities(new FeatureVector(_space) { ["x"] = 8 }, probabilities);

        Assert.Equal([new Label("b")], probabilities.Labels.ToArray());
    }

    [Fact]
    public void Predict_CountsDifferentTextsAsDistanceOne()
    {
        var model = new KnnClassifier { NNeighbors = 1 };
        model.Learn(new FeatureVector(_space) { ["t"] = "p", ["u"] = "p" }, "same");
        model.Learn(new FeatureVector(_space) { ["t"] = "q", ["u"] = "r" }, "other");

        Assert.Equal("same", model.Predict(new FeatureVector(_space) { ["t"] = "p", ["u"] = "never seen" }));
    }

    private static double Probability(KnnClassifier model, double number, Label label)
    {
        var probabilities = new Probabilities();
        var space = new FeatureSpace();
        space.GetOrAdd("x");
        model.PredictProbabilities(new FeatureVector(space) { ["x"] = number }, probabilities);
        return probabilities[label];
    }

    private KnnClassifier Learned(KnnClassifier model)
    {
        model.Learn(new FeatureVector(_space) { ["x"] = 3 }, "a");
        model.Learn(new FeatureVector(_space) { ["x"] = 8 }, "b");
        model.Learn(new FeatureVector(_space) { ["x"] = 9 }, "b");
        return model;
    }
}
