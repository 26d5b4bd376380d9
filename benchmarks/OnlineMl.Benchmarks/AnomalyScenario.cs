using OnlineMl.Anomaly;

namespace OnlineMl.Benchmarks;

/// <summary>Half-space trees with river's defaults.</summary>
public sealed class AnomalyScenario : IScenario
{
    public string Name => "anomaly";

    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        if (ReferenceExamples.Read("data/phishing.csv", "is_phishing") is { } examples)
        {
            const int Passes = 100;
            stopwatches.Measure(
                "HalfSpaceTrees(10, 8), phishing, score + learn",
                examples.Count * Passes,
                () =>
                {
                    var model = new HalfSpaceTrees { Seed = 1 };
                    for (var pass = 0; pass < Passes; pass++)
                    {
                        foreach (var x in examples.X)
                        {
                            model.Score(x);
                            model.Learn(x);
                        }
                    }
                },
                target: 0.9e6);
        }
    }
}
