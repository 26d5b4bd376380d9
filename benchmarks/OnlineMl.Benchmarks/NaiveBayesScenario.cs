using OnlineMl.NaiveBayes;

namespace OnlineMl.Benchmarks;

/// <summary>Gaussian naive Bayes on MOA's streams and on river's data sets.</summary>
public sealed class NaiveBayesScenario : IScenario
{
    public string Name => "naive-bayes";

    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        Measure(stopwatches, "Agrawal", "perf/moa-agrawal-200k.csv.gz", "class", 1, 2.6e6);
        Measure(stopwatches, "LED", "perf/moa-led-200k.csv.gz", "class", 1, 0.96e6);
        Measure(stopwatches, "phishing", "data/phishing.csv", "is_phishing", 100, 2.55e6);
        Measure(stopwatches, "image-segments", "data/image-segments.csv", "category", 50, 0.85e6);
    }

    private static void Measure(Stopwatches stopwatches, string title, string file, string target, int passes, double wanted)
    {
        if (ReferenceExamples.Read(file, target) is { } examples)
        {
            Console.WriteLine($"GaussianNB, {title}: accuracy {examples.TestThenTrain(new GaussianNB()):P2}");
            stopwatches.Measure(
                $"GaussianNB, {title}, predict + learn",
                examples.Count * passes,
                () => examples.TestThenTrain(new GaussianNB(), passes),
                target: wanted);
        }
    }
}
