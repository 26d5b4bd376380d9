using OnlineMl.Drift;
using OnlineMl.Randomness;

namespace OnlineMl.Benchmarks;

/// <summary>Updates of drift detectors on a stream of errors.</summary>
public sealed class DriftScenario : IScenario
{
    private const int Size = 1 << 20;

    /// <inheritdoc/>
    public string Name => "drift";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        var random = new RandomSource(1);
        var errors = new double[Size];
        foreach (ref var error in errors.AsSpan())
        {
            error = random.NextDouble() < 0.3 ? 1 : 0;
        }

        // Ten times river's rate.
        Measure(stopwatches, "ADWIN", errors, new Adwin(), 8.5e6);
        Measure(stopwatches, "DDM", errors, new Ddm());
        Measure(stopwatches, "EDDM", errors, new Eddm());
        Measure(stopwatches, "PageHinkley", errors, new PageHinkley());
    }

    private static void Measure(Stopwatches stopwatches, string name, double[] errors, IDriftDetector detector, double? target = null) =>
        stopwatches.Measure(
            name,
            Size,
            () =>
            {
                foreach (var error in errors)
                {
                    detector.Update(error);
                }
            },
            target: target);
}
