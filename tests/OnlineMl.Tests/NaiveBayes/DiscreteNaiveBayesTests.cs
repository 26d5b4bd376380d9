using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.NaiveBayes;
using OnlineMl.State;

namespace OnlineMl.Tests.NaiveBayes;

public class DiscreteNaiveBayesTests
{
    [Fact]
    public void MultinomialExample()
    {
        var space = new FeatureSpace();
        var model = new MultinomialNB();
        model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["beijing"] = 1 }, "yes");
        model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["shanghai"] = 1 }, "yes");
        model.Learn(new FeatureVector(space) { ["chinese"] = 1, ["macao"] = 1 }, "yes");
        model.Learn(new FeatureVector(space) { ["tokyo"] = 1, ["japan"] = 1, ["chinese"] = 1 }, "no");
        var label = model.Predict(new FeatureVector(space) { ["chinese"] = 3, ["tokyo"] = 1, ["japan"] = 1 });

        Assert.Equal("yes", label);

        // The textbook's likelihoods: 3/4 (3/7)^3 (1/14)^2 and 1/4 (2/9)^5.
        var yes = 0.75 * Math.Pow(3 / 7.0, 3) / 196;
        var no = 0.25 * Math.Pow(2 / 9.0, 5);
        Assert.Equal(yes / (yes + no), Probability(model, new FeatureVector(space) { ["chinese"] = 3, ["tokyo"] = 1, ["japan"] = 1 }, "yes"), 12);
    }

    [Fact]
    public void BernoulliExample()
    {
        var space = new FeatureSpace();
        var model = new BernoulliNB();
        model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["beijing"] = 1 }, "yes");
        model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["shanghai"] = 1 }, "yes");
        model.Learn(new FeatureVector(space) { ["chinese"] = 1, ["macao"] = 1 }, "yes");
        model.Learn(new FeatureVector(space) { ["tokyo"] = 1, ["japan"] = 1, ["chinese"] = 1 }, "no");
        var label = model.Predict(new FeatureVector(space) { ["test"] = 1 });

        Assert.Equal("yes", label);
        Assert.Equal(0.8831539823829913, Probability(model, new FeatureVector(space) { ["test"] = 1 }, "yes"), 9);
    }

    [Fact]
    public void ComplementExample()
    {
        var space = new FeatureSpace();
        var model = new ComplementNB();
        model.Learn(new FeatureVector(space) { ["food"] = 2, ["meat"] = 1, ["brain"] = 1 }, "health");
        model.Learn(new FeatureVector(space) { ["food"] = 1, ["meat"] = 1, ["kitchen"] = 9, ["job"] = 5 }, "butcher");
        model.Learn(new FeatureVector(space) { ["food"] = 2, ["meat"] = 1, ["job"] = 1 }, "health");
        var label = model.Predict(new FeatureVector(space) { ["food"] = 1, ["job"] = 1, ["meat"] = 1 });

        Assert.Equal("health", label);
    }

    public static TheoryData<IClassifier> Counting => [new MultinomialNB(), new ComplementNB()];

    [Theory]
    [MemberData(nameof(Counting))]
    public void Learn_RefusesNegativeCounts_ByNameOfTheFeature_AndLearnsNothing(IClassifier model)
    {
        var space = new FeatureSpace();
        model.Learn(new FeatureVector(space) { ["a"] = 3, ["b"] = 1 }, true);
        model.Learn(new FeatureVector(space) { ["a"] = 1, ["b"] = 2 }, false);
        var before = StateFormat.Hash(model);
        var names = space.Count;

        var refusal = Assert.Throws<ArgumentException>(
            () => model.Learn(new FeatureVector(space, keepsStrangers: true) { ["b"] = 1, ["new"] = 1, ["words"] = -3 }, "maybe"));

        Assert.Contains("'words' is -3", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("StandardScaler", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, StateFormat.Hash(model));
        Assert.Equal(names, space.Count);
    }

    [Theory]
    [MemberData(nameof(Counting))]
    public void Predict_TakesANegativeCountForNone(IClassifier model)
    {
        var space = new FeatureSpace();
        model.Learn(new FeatureVector(space) { ["a"] = 3, ["b"] = 1 }, true);
        model.Learn(new FeatureVector(space) { ["a"] = 1, ["b"] = 2 }, false);

        Assert.Equal(
            Probability(model, new FeatureVector(space) { ["b"] = 2 }, true),
            Probability(model, new FeatureVector(space) { ["a"] = -5, ["b"] = 2 }, true));
    }

    [Fact]
    public void BernoulliNB_CountsWhatIsAboveTheThreshold_NegativeOrNot()
    {
        var space = new FeatureSpace();
        var model = new BernoulliNB { TrueThreshold = -2 };
        model.Learn(new FeatureVector(space) { ["a"] = -1 }, true);
        model.Learn(new FeatureVector(space) { ["a"] = -3 }, false);

        Assert.Equal(2 / 3.0, Probability(model, new FeatureVector(space) { ["a"] = -1.5 }, true), 6);
    }

    [Fact]
    public void Predict_StaysAProbability_WithoutSmoothing()
    {
        var space = new FeatureSpace();
        foreach (var model in new IClassifier[] { new MultinomialNB { Alpha = 0 }, new ComplementNB { Alpha = 0 }, new BernoulliNB { Alpha = 0 } })
        {
            model.Learn(new FeatureVector(space) { ["a"] = 3, ["b"] = 1 }, true);
            model.Learn(new FeatureVector(space) { ["b"] = 2, ["c"] = 1 }, false);

            var probability = Probability(model, new FeatureVector(space) { ["a"] = 1, ["c"] = 2, ["d"] = 4 }, true);
            Assert.InRange(probability, 0, 1);
        }
    }

    [Fact]
    public void LearnAndPredict_AllocateNothing()
    {
        var space = new FeatureSpace();
        var probabilities = new Probabilities();
        var examples = Enumerable.Range(0, 20).Select(i => new FeatureVector(space) { [$"w{i % 5}"] = 1, [$"w{5 + (i % 3)}"] = 2 }).ToArray();
        foreach (var model in new IClassifier[] { new MultinomialNB(), new ComplementNB(), new BernoulliNB() })
        {
            Allocations.AssertNone(() =>
            {
                for (var i = 0; i < examples.Length; i++)
                {
                    model.PredictProbabilities(examples[i], probabilities);
                    model.Learn(examples[i], i % 2 == 0);
                }
            });
        }
    }

    private static double Probability(IClassifier model, FeatureVector x, Label label)
    {
        var probabilities = new Probabilities();
        model.PredictProbabilities(x, probabilities);
        Assert.Equal(1, probabilities.Sum(pair => pair.Value), 12);
        return probabilities[label];
    }
}
