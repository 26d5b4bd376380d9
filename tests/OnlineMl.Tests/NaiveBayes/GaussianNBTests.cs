using OnlineMl.Features;
using OnlineMl.NaiveBayes;
using OnlineMl.State;

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

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0.5)]
    public void PredictProbabilities_MatchesLogarithms_WhereProductsLeaveTheRange(bool riverRules, double farOut)
    {
        var model = new GaussianNB { RiverRules = riverRules };
        for (var i = 0; i < 40; i++)
        {
            model.Learn(Wide(i % 2 == 0 ? 0 : 1000, i), i % 2 == 0);
        }

        // Far from both classes the nearer one wins; with river's rules all densities are the least one, so that only the priors speak.
        Assert.Equal(farOut, Probability(model, Wide(-1e6, 0), true), 12);
        Assert.Equal(1, Probability(model, Wide(0, 3), true), 12);
    }

    [Fact]
    public void PredictProbabilities_LearnsAFlagThatNeverVariesWithinAClass()
    {
        var model = new GaussianNB();
        for (var i = 0; i < 100; i++)
        {
            model.Learn(Flag(true), true);
            model.Learn(Flag(false), false);
        }

        Assert.InRange(Probability(model, Flag(true), true), 0.99, 1);
        Assert.InRange(Probability(model, Flag(false), true), 0, 0.01);
    }

    [Fact]
    public void PredictProbabilities_LearnsAnyNumberOfConstantClasses()
    {
        var model = new GaussianNB();
        for (var i = 0; i < 90; i++)
        {
            model.Learn(new FeatureVector(_space) { ["code"] = i % 3 }, i % 3);
        }

        for (var code = 0; code < 3; code++)
        {
            Assert.InRange(Probability(model, new FeatureVector(_space) { ["code"] = code }, code), 0.99, 1);
        }
    }

    [Fact]
    public void PredictProbabilities_TakesTheShareOfAFlagThatVariesInOneClassOnly()
    {
        var model = new GaussianNB();
        for (var i = 0; i < 400; i++)
        {
            model.Learn(Flag(true), true);
            model.Learn(Flag(i % 4 == 0), false);
        }

        Assert.Equal(0.8, Probability(model, Flag(true), true), 3);
        Assert.InRange(Probability(model, Flag(false), true), 0, 0.01);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(-40, false)]
    [InlineData(1e6, true)]
    public void PredictProbabilities_IsTheNearerClass_FarFromAll(double x, bool expected)
    {
        var random = new Random(3);
        var model = new GaussianNB();
        for (var i = 0; i < 200; i++)
        {
            model.Learn(new FeatureVector(_space) { ["x"] = 10 + (0.3 * random.NextDouble()) }, true);
            model.Learn(new FeatureVector(_space) { ["x"] = -10 - (0.3 * random.NextDouble()) }, false);
        }

        Assert.Equal(1, Probability(model, new FeatureVector(_space) { ["x"] = x }, expected), 9);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1)]
    [InlineData(1e9)]
    public void Predict_DoesNotHangOnTheUnitOfAFeature(double unit)
    {
        // The third class has one value only, and the fourth never has the feature.
        var model = new GaussianNB();
        for (var i = 0; i < 60; i++)
        {
            model.Learn(new FeatureVector(_space) { ["x"] = (i % 10) * unit }, "low");
            model.Learn(new FeatureVector(_space) { ["x"] = (50 + (i % 10)) * unit }, "high");
            model.Learn(new FeatureVector(_space) { ["x"] = 20 * unit }, "constant");
            model.Learn(new FeatureVector(_space), "absent");
        }

        string[] expected = ["low", "constant", "low", "high"];
        double[] asked = [4, 20, 21, 52];
        Assert.Equal(expected, asked.Select(x => model.Predict(new FeatureVector(_space) { ["x"] = x * unit }).Text));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Learn_RefusesAWeightThatIsNone_AndStaysAsItWas(double weight)
    {
        var model = new GaussianNB();
        model.Learn(Flag(true), true);
        var before = StateFormat.Hash(model);

        Assert.ThrowsAny<ArgumentException>(() => model.Learn(Flag(false), false, weight));
        Assert.Equal(before, StateFormat.Hash(model));
    }

    [Fact]
    public void Learn_WithWeightZero_LearnsNoNames()
    {
        var model = new GaussianNB();
        model.Learn(new FeatureVector(_space, keepsStrangers: true) { ["new"] = 1 }, true, 0);

        Assert.Equal(0, _space.Count);
        Assert.True(model.Predict(Flag(true)).IsNone);
    }

    [Theory]
    [InlineData(1, 1, 8, 8)]
    [InlineData(8, 8, 8, 1)]
    [InlineData(8, 8, 1, 8)]
    [InlineData(8, 1, 8, 8)]
    public void Load_RefusesTablesThatDoNotFitTheClasses(int classes, int weights, int gaussians, int nominals)
    {
        var forged = StateFormat.Save(new ForgedState(classes, weights, gaussians, nominals));

        Assert.Throws<StateFormatException>(() => StateFormat.Load(new GaussianNB(), forged));
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

    private FeatureVector Flag(bool value) => new(_space) { ["flag"] = value };

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

    /// <summary>What a GaussianNB saves, with tables for other numbers of classes.</summary>
    private sealed class ForgedState : IStateful
    {
        private readonly ClassTable _classes = new();
        private readonly GaussianTable _gaussians = new();
        private readonly NominalTable _nominals = new();
        private double[] _weights;

        public ForgedState(int classes, int weights, int gaussians, int nominals)
        {
            for (var label = 0; label < classes; label++)
            {
                _classes.GetOrAdd(label);
            }

            _weights = new double[weights];
            _gaussians.Grow(5, gaussians);
            _nominals.Grow(5, nominals);
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Child("classes", _classes);
            state.Field("classWeights", ref _weights, FieldLength.Any);
            state.Child("gaussians", _gaussians);
            state.Child("nominals", _nominals);
        }
    }
}
