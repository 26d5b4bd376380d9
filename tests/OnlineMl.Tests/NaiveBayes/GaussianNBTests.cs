using OnlineMl.Features;
using OnlineMl.NaiveBayes;

namespace OnlineMl.Tests.NaiveBayes;

public class GaussianNBTests
{
    private readonly FeatureSpace _space = new();

    [Fact]
    public void Example()
    {
        var space = new FeatureSpace();
        var model = new GaussianNB();
        model.Learn(new FeatureVector(space) { ["x"] = -2, ["y"] = -1 }, "left");
        model.Learn(new FeatureVector(space) { ["x"] = -3, ["y"] = -2 }, "left");
        model.Learn(new FeatureVector(space) { ["x"] = 1, ["y"] = 1 }, "right");
        model.Learn(new FeatureVector(space) { ["x"] = 3, ["y"] = 2 }, "right");
        var label = model.Predict(new FeatureVector(space) { ["x"] = -0.8, ["y"] = -1 });

        Assert.Equal("left", label);
    }

    [Fact]
    public void PredictProbabilities_SmoothsTextValuesLikeMoa()
    {
        var model = new GaussianNB();
        model.Learn(Colour("red"), "a");
        model.Learn(Colour("red"), "a");
        model.Learn(Colour("blue"), "a");
        model.Learn(Colour("blue"), "b");

        // Red: (2 + 1) / (3 + 2) in class a, (0 + 1) / (1 + 2) in class b; the classes came three times and once.
        Assert.Equal(1.8 / (1.8 + (1 / 3.0)), Probability(model, Colour("red"), "a"), 12);

        // A value that never came: (0 + 1) / (3 + 2) and (0 + 1) / (1 + 2).
        Assert.Equal(0.6 / (0.6 + (1 / 3.0)), Probability(model, Colour("green"), "a"), 12);
    }

    [Fact]
    public void PredictProbabilities_MatchesLogarithms_WhereProductsLeaveTheRange()
    {
        var model = new GaussianNB();
        for (var i = 0; i < 40; i++)
        {
            model.Learn(Wide(i % 2 == 0 ? 0 : 1000, i), i % 2 == 0);
        }

        // Far from both classes all densities are the least one, so that only the priors speak.
        Assert.Equal(0.5, Probability(model, Wide(-1e6, 0), true), 12);
        Assert.Equal(1, Probability(model, Wide(0, 3), true), 12);
    }

    [Fact]
    public void Predict_IgnoresFeaturesThatWereNeverLearned()
    {
        var model = new GaussianNB();
        for (var i = 0; i < 10; i++)
        {
            model.Learn(new FeatureVector(_space) { ["x"] = i }, i > 4);
        }

        var known = new FeatureVector(_space) { ["x"] = 3 };
        var more = new FeatureVector(_space, keepsStrangers: true) { ["x"] = 3, ["new"] = 7, ["text"] = "t" };

        Assert.Equal(Probability(model, known, true), Probability(model, more, true));
    }

    [Fact]
    public void Learn_WithWeightTwo_EqualsLearningTwice()
    {
        var weighted = new GaussianNB();
        var repeated = new GaussianNB();
        for (var i = 0; i < 8; i++)
        {
            var x = new FeatureVector(_space) { ["x"] = i * i, ["t"] = i % 3 == 0 ? "p" : "q" };
            weighted.Learn(x, i % 2, 2);
            repeated.Learn(x, i % 2);
            repeated.Learn(x, i % 2);
        }

        var asked = new FeatureVector(_space) { ["x"] = 11, ["t"] = "p" };
        Assert.Equal(Probability(repeated, asked, 0), Probability(weighted, asked, 0), 12);
    }

    [Fact]
    public void Learn_RefusesNumbersWhoseSquaresOverflow_AndStaysAsItWas()
    {
        var model = new GaussianNB();
        model.Learn(new FeatureVector(_space) { ["x"] = 1 }, "a");
        model.Learn(new FeatureVector(_space) { ["x"] = 2 }, "a");
        model.Learn(new FeatureVector(_space) { ["x"] = 5 }, "b");
        var asked = new FeatureVector(_space) { ["x"] = 1.5 };
        var before = Probability(model, asked, "a");

        Assert.Throws<NonFiniteStepException>(() => model.Learn(new FeatureVector(_space) { ["x"] = 1e200 }, "b"));
        Assert.Equal(before, Probability(model, asked, "a"));
    }

    [Fact]
    public void LearnAndPredict_AllocateNothing()
    {
        var model = new GaussianNB();
        var probabilities = new Probabilities();
        var examples = Enumerable.Range(0, 50)
            .Select(i => new FeatureVector(_space) { ["x"] = i, ["y"] = i % 7, ["t"] = i % 3 == 0 ? "p" : "q" }).ToArray();

        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < examples.Length; i++)
            {
                model.Predict(examples[i]);
                model.PredictProbabilities(examples[i], probabilities);
                model.Learn(examples[i], i % 3);
            }
        });
    }

    private static double Probability(GaussianNB model, FeatureVector x, Label label)
    {
        var probabilities = new Probabilities();
        model.PredictProbabilities(x, probabilities);
        Assert.Equal(1, probabilities.Sum(pair => pair.Value), 12);
        return probabilities[label];
    }

    private FeatureVector Colour(string colour) => new(_space) { ["colour"] = colour };

    private FeatureVector Wide(double around, int i)
    {
        var x = new FeatureVector(_space);
        for (var j = 0; j < 60; j++)
        {
            x.Add($"f{j}", around + ((i + j) % 5));
        }

        return x;
    }
}
