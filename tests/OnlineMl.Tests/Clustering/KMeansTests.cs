using OnlineMl.Clustering;
using OnlineMl.Features;

namespace OnlineMl.Tests.Clustering;

public class KMeansTests
{
    [Fact]
    public void Example()
    {
        var space = new FeatureSpace();
        var model = new KMeans { NClusters = 2, HalfLife = 0.4, Sigma = 3, Seed = 0 };
        foreach (var (a, b) in new[] { (1, 2), (1, 4), (1, 0), (-4, 2), (-4, 4), (-4, 0) })
        {
            model.Learn(new FeatureVector(space) { ["a"] = a, ["b"] = b });
        }

        var near = model.Predict(new FeatureVector(space) { ["a"] = 1, ["b"] = 1 });
        var far = model.Predict(new FeatureVector(space) { ["a"] = -4, ["b"] = 2 });

        Assert.NotEqual(near, far);
    }

    [Fact]
    public void Predict_TellsTheSidesApart()
    {
        var space = new FeatureSpace();
        var model = new KMeans { NClusters = 2, HalfLife = 0.4, Sigma = 3, Seed = 0 };
        var points = new[] { (1, 2), (1, 4), (1, 0), (4, 2), (4, 4), (4, 0) }
            .Select(point => new FeatureVector(space) { ["0"] = point.Item1, ["1"] = point.Item2 }).ToArray();
        foreach (var point in points)
        {
            model.Learn(point);
        }

        Assert.Equal([1, 1, 0, 0, 0, 0], points.Select(model.Predict));
    }

    [Fact]
    public void Learn_MovesTheNearestCentreByTheHalfLife()
    {
        var x = new FeatureVector { ["a"] = 8, ["b"] = -4 };
        var model = new KMeans { NClusters = 3, HalfLife = 0.25, Sigma = 0, Mu = 1 };
        model.Learn(x);

        Assert.Equal(1 + (0.25 * 7), model.Center(0, 0), 12);
        Assert.Equal(1 + (0.25 * -5), model.Center(0, 1), 12);
        Assert.Equal(1, model.Center(1, 0));
    }

    [Fact]
    public void Predict_CountsAbsentFeaturesAsZero()
    {
        var space = new FeatureSpace();
        var model = new KMeans { NClusters = 2, HalfLife = 1, Sigma = 0, P = 3 };
        model.Learn(new FeatureVector(space) { ["a"] = 10, ["b"] = 10 });
        model.Learn(new FeatureVector(space) { ["a"] = 1 });

        Assert.Equal(1, model.Predict(new FeatureVector(space) { ["a"] = 2 }));
        Assert.Equal(0, model.Predict(new FeatureVector(space) { ["b"] = 9, ["a"] = 9 }));
    }

    [Fact]
    public void Learn_DrawsByTheNameOfAFeature_NotByItsPlace()
    {
        var random = new Random(5);
        var straight = new KMeans { NClusters = 4, Seed = 3 };
        var shuffled = new KMeans { NClusters = 4, Seed = 3 };
        var (space, otherSpace) = (new FeatureSpace(), new FeatureSpace());
        string[] names = ["a", "b", "c", "d"];
        for (var i = 0; i < 200; i++)
        {
            var numbers = names.ToDictionary(name => name, _ => random.NextDouble() * 4, StringComparer.Ordinal);
            var x = new FeatureVector(space);
            var y = new FeatureVector(otherSpace);
            foreach (var name in names)
            {
                x.Add(name, numbers[name]);
            }

            foreach (var name in names.OrderBy(_ => random.Next()))
            {
                y.Add(name, numbers[name]);
            }

            straight.Learn(x);
            shuffled.Learn(y);
            Assert.Equal(straight.Predict(x), shuffled.Predict(y));
        }
    }

    [Fact]
    public void Seed_DecidesWhatIsDrawn()
    {
        var x = new FeatureVector { ["a"] = 1 };
        double[] coordinates = [.. Enumerable.Range(0, 50).Select(seed =>
        {
            var model = new KMeans { HalfLife = 0, Mu = 10, Sigma = 2, Seed = seed };
            model.Learn(x);
            return model.Center(3, 0);
        })];

        Assert.Equal(50, coordinates.Distinct().Count());
        Assert.InRange(coordinates.Average(), 9, 11);
    }

    [Fact]
    public void Learn_WithAWeight_IsLearningAsManyTimes()
    {
        var x = new FeatureVector { ["a"] = 8, ["b"] = -4 };
        var once = new KMeans { HalfLife = 0.3, Seed = 2 };
        var thrice = new KMeans { HalfLife = 0.3, Seed = 2 };
        once.Learn(x, 3);
        for (var i = 0; i < 3; i++)
        {
            thrice.Learn(x);
        }

        for (var cluster = 0; cluster < 5; cluster++)
        {
            Assert.Equal(thrice.Center(cluster, 0), once.Center(cluster, 0), 12);
        }
    }

    [Fact]
    public void LearnAndPredict_AllocateNothing()
    {
        var space = new FeatureSpace();
        var examples = Enumerable.Range(0, 30).Select(i => new FeatureVector(space) { ["a"] = i % 4, ["b"] = i }).ToArray();
        var model = new KMeans { Seed = 1 };

        Allocations.AssertNone(() =>
        {
            foreach (var x in examples)
            {
                model.Predict(x);
                model.Learn(x);
            }
        });
    }
}
