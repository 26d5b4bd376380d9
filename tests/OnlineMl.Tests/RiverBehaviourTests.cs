using OnlineMl.Catalog;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Randomness;
using OnlineMl.Regression;

namespace OnlineMl.Tests;

/// <summary>What river does in cases that few of its records have.</summary>
public sealed class RiverBehaviourTests
{
    [Fact]
    public void Binarizer_GivesTruthValuesOrNumbers_WhichAreTheSameHere()
    {
        foreach (var type in new[] { "bool", "int", "float" })
        {
            var step = Part<ITransformer>($$$"""{"Binarizer": {"threshold": 1.5, "dtype": "{{{type}}}"}}""");
            var output = Transformed(step, new FeatureVector { ["more"] = 2, ["same"] = 1.5, ["less"] = -3, ["colour"] = "red" });
            Assert.Equal([("more", 1.0, null), ("same", 0.0, null), ("less", 0.0, null), ("colour", 0.0, "red")], output);
        }

        var model = Model.FromSpec("""[{"Binarizer": {"dtype": "bool"}}, "BernoulliNB"]""");
        model.Learn(new FeatureVector { ["a"] = 3 }, new Label(true));
        model.Learn(new FeatureVector { ["a"] = -3 }, new Label(false));
        Assert.Equal(new Label(true), model.Predict(new FeatureVector { ["a"] = 0.5 }).Label);
    }

    [Fact]
    public void Union_TakesAPipelineInside()
    {
        var union = Part<ITransformer>("""{"TransformerUnion": [[{"Select": ["a"]}, "StandardScaler", {"Prefixer": "scaled_"}], {"Select": ["b"]}]}""");
        foreach (var a in new[] { 1.0, 3, 5 })
        {
            union.Learn(new FeatureVector { ["a"] = a, ["b"] = 7 });
        }

        // The mean of 1, 3 and 5 is 3, their variance 8/3.
        Assert.Equal([("scaled_a", 2 / Math.Sqrt(8.0 / 3), null), ("b", 9.0, null)], Transformed(union, new FeatureVector { ["a"] = 5, ["b"] = 9 }));
    }

    [Fact]
    public void KMeans_WithoutSpread_StartsEveryCentreAtTheMean()
    {
        var model = new KMeans { NClusters = 2, Mu = 2, Sigma = 0, HalfLife = 0.5 };
        var space = new FeatureSpace();

        // Both are as near; the first of them moves half of the way.
        model.Learn(new FeatureVector(space) { ["a"] = 1 });
        Assert.Equal([1.5, 2], [model.Center(0, 0), model.Center(1, 0)]);
        model.Learn(new FeatureVector(space) { ["a"] = 3 });
        Assert.Equal([1.5, 2.5], [model.Center(0, 0), model.Center(1, 0)]);

        // At a feature that comes later both start at the mean, too.
        model.Learn(new FeatureVector(space) { ["a"] = 1.5, ["b"] = 6 });
        Assert.Equal([4, 2], [model.Center(0, 1), model.Center(1, 1)]);
        Assert.Equal(0, model.Predict(new FeatureVector(space) { ["a"] = 1.5, ["b"] = 4 }));
        Assert.Equal(1, model.Predict(new FeatureVector(space) { ["a"] = 2.5, ["b"] = 2 }));
    }

    [Fact]
    public void StatisticRegressor_PredictsNoNumberBeforeAQuantileHasAValue()
    {
        var model = Model.FromSpec("""{"StatisticRegressor": {"statistic": {"RollingQuantile": {"q": 0.5, "window_size": 3}}}}""");
        Assert.Equal(double.NaN, model.Predict(new FeatureVector { ["a"] = 1 }).Number);
        model.Learn(new FeatureVector { ["a"] = 1 }, 4.0);
        Assert.Equal(4, model.Predict(new FeatureVector { ["a"] = 1 }).Number);
        foreach (var y in new[] { 6.0, 1, 9 })
        {
            model.Learn(new FeatureVector { ["a"] = 1 }, y);
        }

        Assert.Equal(6, model.Predict(new FeatureVector { ["a"] = 1 }).Number);
    }

    [Fact]
    public void Agg_OverATimeWindow_ForgetsByTheTimeOfTheExample()
    {
        var step = Part<ITransformer>("""{"Agg": {"on": "v", "by": ["k"], "how": {"TimeRolling": {"obj": "Mean", "period": 60}}}}""");
        Assert.Equal(10, MeanAfter(0, 10));
        Assert.Equal(15, MeanAfter(30, 20));
        Assert.Equal(25, MeanAfter(80, 30));
        Assert.Equal(40, MeanAfter(500, 40));

        double MeanAfter(int seconds, double value)
        {
            var x = new FeatureVector { ["v"] = value, ["k"] = "one" };
            x.Time = DateTime.UnixEpoch.AddSeconds(seconds);
            step.Learn(x);
            return Assert.Single(Transformed(step, x)).Number;
        }
    }

    [Fact]
    public void OneHotEncoder_MakesNoCategoryOfATextThatIsNotThere()
    {
        var step = Part<ITransformer>("\"OneHotEncoder\"");
        step.Learn(new FeatureVector { ["colour"] = "red" });
        step.Learn(new FeatureVector());
        step.Learn(new FeatureVector { ["colour"] = "blue" });
        Assert.Equal([("colour_red", 1.0, null), ("colour_blue", 0.0, null)], Transformed(step, new FeatureVector { ["colour"] = "red" }).OrderByDescending(figure => figure.Number));
        Assert.All(Transformed(step, new FeatureVector()), figure => Assert.Equal(0, figure.Number));
    }

    [Fact]
    public void Ddm_OnGradualDrift_BeginsTwoValuesLaterThanRiver08()
    {
        // Errors become more and more frequent; the first is the thirtieth value.
        var stream = Enumerable.Range(0, 440).Select(i => (double)(((i + 1) * (i + 1) / 900) - (i * i / 900))).ToList();
        var old = DriftsOfRiver08(stream, leastValues: 30);
        Assert.Equal(old, Drifts(new Ddm { WarmStart = 28 }, stream));
        Assert.NotEqual(old, Drifts(new Ddm(), stream));
        Assert.NotEmpty(old);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void PassiveAggressiveRegressor_OnDataWithoutNoise_DiffersFromItsFormulaByRoundingOnly(int mode)
    {
        var model = new PassiveAggressiveRegressor { Mode = mode };
        var (weights, intercept) = (new double[3], 0.0);
        var (random, space) = (new RandomSource(9), new FeatureSpace());
        var largest = 0.0;
        for (var i = 0; i < 2000; i++)
        {
            double[] x = [2 + (random.NextDouble() * 4), random.NextGauss(0, 2), random.NextDouble() - 0.5];
            var y = (3 * x[0]) - (2 * x[1]) + (0.5 * x[2]) + 4;
            var example = new FeatureVector(space) { ["a"] = x[0], ["b"] = x[1], ["c"] = x[2] };
            var expected = x.Zip(weights, (value, weight) => value * weight).Sum() + intercept;
            largest = Math.Max(largest, Math.Abs(model.Predict(example) - expected) / Math.Max(1, Math.Abs(expected)));
            model.Learn(example, y);

            // The distance from 2 y - 1, as if y were a class, and the norm through its root are river's.
            var loss = Math.Max(0, Math.Abs(expected - ((2 * y) - 1)) - model.Epsilon);
            var norm = Math.Sqrt(x.Sum(value => value * value));
            norm *= norm;
            var size = mode switch
            {
                0 => loss / norm,
                1 => Math.Min(model.C, loss / norm),
                _ => loss / (norm + (0.5 / model.C)),
            };
            var step = size * Math.Sign(y - expected);
            for (var feature = 0; feature < 3; feature++)
            {
                weights[feature] += step * x[feature];
            }

            intercept += step;
        }

        Assert.InRange(largest, 0, 1e-9);
    }

    private static T Part<T>(string spec)
        where T : class => ComponentCatalog.BuiltIn.Create<T>(spec);

    private static List<(string Name, double Number, string? Text)> Transformed(ITransformer step, FeatureVector x)
    {
        var output = new FeatureVector(step.KeepsFeatures ? x.Space : new FeatureSpace());
        step.Transform(x, output);
        return [.. output.Select(feature => (feature.Name, feature.Number, feature.Text))];
    }

    private static List<int> Drifts(Ddm detector, List<double> stream)
    {
        var drifts = new List<int>();
        for (var i = 0; i < stream.Count; i++)
        {
            detector.Update(stream[i]);
            if (detector.DriftDetected)
            {
                drifts.Add(i);
            }
        }

        return drifts;
    }

    // It counts a value before it is there: from the 29th on it looks for the lowest rate of errors.
    private static List<int> DriftsOfRiver08(List<double> stream, int leastValues)
    {
        var drifts = new List<int>();
        var (count, rate, lowestRate, lowestDeviation, lowest) = (1, 1.0, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        for (var i = 0; i < stream.Count; i++)
        {
            rate += (stream[i] - rate) / count;
            var deviation = Math.Sqrt(rate * (1 - rate) / count);
            count++;
            if (count < leastValues)
            {
                continue;
            }

            if (rate + deviation <= lowest)
            {
                (lowestRate, lowestDeviation, lowest) = (rate, deviation, rate + deviation);
            }

            if (rate + deviation > lowestRate + (3 * lowestDeviation))
            {
                drifts.Add(i);
                (count, rate, lowestRate, lowestDeviation, lowest) = (1, 1.0, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
            }
        }

        return drifts;
    }
}
