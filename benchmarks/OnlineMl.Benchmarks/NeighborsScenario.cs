using OnlineMl.Composition;
using OnlineMl.Neighbors;
using OnlineMl.Preprocessing;

namespace OnlineMl.Benchmarks;

/// <summary>Nearest neighbours over a window of 1000.</summary>
public sealed class NeighborsScenario : IScenario
{
    public string Name => "neighbors";

    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        Measure(stopwatches, "Agrawal", "perf/moa-agrawal-200k.csv.gz", "class", 10, 1, 42e3);
        Measure(stopwatches, "LED", "perf/moa-led-200k.csv.gz", "class", 10, 1, 13e3);
        Measure(stopwatches, "phishing", "data/phishing.csv", "is_phishing", 5, 10, 264e3);
    }

    private static void Measure(Stopwatches stopwatches, string title, string file, string target, int neighbors, int passes, double wanted)
    {
        if (ReferenceExamples.Read(file, target, 20_000) is { } examples)
        {
            Console.WriteLine($"StandardScaler | KNN({neighbors}), {title}: accuracy {examples.TestThenTrain(Make(neighbors)):P2}");
            stopwatches.Measure(
                $"StandardScaler | KNN({neighbors}), {title}, predict + learn",
                examples.Count * passes,
                () => examples.TestThenTrain(Make(neighbors), passes),
                target: wanted);
        }
    }

    private static ClassifierPipeline Make(int neighbors) => Pipeline.Of([new StandardScaler()], new KnnClassifier { NNeighbors = neighbors });
}
