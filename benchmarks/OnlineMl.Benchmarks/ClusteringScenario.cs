using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Preprocessing;

namespace OnlineMl.Benchmarks;

/// <summary>k-means, one example at a time.</summary>
public sealed class ClusteringScenario : IScenario
{
    public string Name => "clustering";

    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        var blobs = Blobs(10_000, clusters: 8, features: 10);
        stopwatches.Measure(
            "KMeans(8), 10 features, predict + learn",
            blobs.Length * 100,
            () => PredictThenLearn(new KMeans { NClusters = 8, Seed = 1 }, blobs, 100),
            target: 5e6);
        if (ReferenceExamples.Read("data/image-segments.csv", "category") is { } examples)
        {
            stopwatches.Measure(
                "StandardScaler | KMeans(5), image-segments, predict + learn",
                examples.Count * 50,
                () => PredictThenLearn(Pipeline.Of([new StandardScaler()], new KMeans { Seed = 1 }), examples.X, 50),
                target: 1.35e6);
        }
    }

    private static void PredictThenLearn(IClusterer model, FeatureVector[] examples, int passes)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var x in examples)
            {
                model.Predict(x);
                model.Learn(x);
            }
        }
    }

    private static FeatureVector[] Blobs(int count, int clusters, int features)
    {
        var random = new Random(1);
        var space = new FeatureSpace();
        var blobs = new FeatureVector[count];
        for (var i = 0; i < count; i++)
        {
            var cluster = random.Next(clusters);
            blobs[i] = new FeatureVector(space);
            for (var j = 0; j < features; j++)
            {
                blobs[i].Add($"f{j}", (cluster * (((j * 7) + cluster) % 5)) + random.NextDouble());
            }
        }

        return blobs;
    }
}
