using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.Randomness;

namespace OnlineMl.Tests.Optimization;

public class AdaptiveNormalizedInvariantTests
{
    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Predictions_DoNotDependOnTheScaleOfAFeature(double scale)
    {
        var model = new LinearRegression { Optimizer = new AdaptiveNormalizedInvariant() };
        var scaled = new LinearRegression { Optimizer = new AdaptiveNormalizedInvariant() };
        var random = new RandomSource(5);
        for (var i = 0; i < 300; i++)
        {
            double[] x = [random.NextGauss(0, 1), random.NextGauss(0, 1), random.NextGauss(0, 1), random.NextGauss(0, 1), random.NextGauss(0, 1)];
            double[] z = [x[0] * scale, x[1], x[2], x[3], x[4] / scale];
            var y = x[0] - (2 * x[1]) + x[4];
            Assert.Equal(model.Predict(x), scaled.Predict(z), 1e-8);
            model.Learn(x, y);
            scaled.Learn(z, y);
        }
    }

    [Fact]
    public void Learn_NeverOvershootsTheTarget()
    {
        var model = new LinearRegression { Optimizer = new AdaptiveNormalizedInvariant() };
        double[] x = [1, 2];
        model.Learn(x, 3, weight: 1e9);
        Assert.Equal(3, model.Predict(x), 1e-6);
    }

    [Fact]
    public void Learn_MovesALogisticMarginByTheFlowOfItsGradient()
    {
        // Many small steps along the gradient lead where one invariant step leads.
        var loss = new LogisticLoss();
        foreach (var time in (double[])[1e-9, 0.01, 0.3, 5, 400])
        {
            foreach (var output in (double[])[-40, -3, 0, 2, 25])
            {
                var flowed = output;
                const int Steps = 40_000;
                for (var i = 0; i < Steps; i++)
                {
                    flowed -= loss.Gradient(1, flowed) * (time / Steps);
                }

                var update = loss.Update(1, output, loss.Gradient(1, output), scale: time, sensitivity: 1);
                Assert.Equal(flowed - output, update, 5e-3 * (Math.Abs(flowed - output) + 1e-6));
            }
        }
    }

    [Fact]
    public void Learn_IgnoresFeaturesThatAreZero()
    {
        var model = new LogisticRegression { Optimizer = new AdaptiveNormalizedInvariant() };
        var x = new FeatureVector { ["a"] = 0, ["b"] = 1, ["c"] = 0, ["d"] = 2, ["e"] = 0 };
        model.Learn(x, true);
        model.Learn(x, false);
        Assert.Equal(0, model.Weights[0]);
        Assert.NotEqual(0, model.Weights[1]);
        Assert.True(double.IsFinite(model.PredictProbability(x)));
    }

    [Fact]
    public void Step_AloneFollowsAGradient()
    {
        var optimizer = new AdaptiveNormalizedInvariant();
        var weights = new WeightVector(optimizer);
        int[] ids = [0, 1];
        double[] values = [1, 3];
        weights.Admit(ids);
        for (var i = 0; i < 200; i++)
        {
            weights.Descend(optimizer, ids, values, 2 * (weights.Dot(ids, values) - 4), l2: 0);
        }

        Assert.Equal(4, weights.Dot(ids, values), 0.1);
    }
}
