using OnlineMl.Metrics;
using OnlineMl.Randomness;
using OnlineMl.Statistics;

namespace OnlineMl.Benchmarks;

/// <summary>Updates of running statistics and of metrics.</summary>
public sealed class StatisticsScenario : IScenario
{
    private const int Size = 1 << 16;
    private const int Passes = 64;

    /// <inheritdoc/>
    public string Name => "statistics";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        var random = new RandomSource(1);
        var numbers = new double[Size];
        foreach (ref var number in numbers.AsSpan())
        {
            number = random.NextGauss(3, 2);
        }

        var ceiling = stopwatches.Measure("Welford's recurrence by hand", Size * Passes, () => Welford(numbers));

        // The wanted rates are twenty times river's.
        Measure(stopwatches, "Mean", numbers, new Mean(), ceiling: ceiling);
        Measure(stopwatches, "Var", numbers, new Var(), 112e6, ceiling: ceiling);
        Measure(stopwatches, "EWMean", numbers, new EWMean());
        Measure(stopwatches, "Skew", numbers, new Skew());
        Measure(stopwatches, "Quantile", numbers, new Quantile(), 15.6e6);
        Measure(stopwatches, "RollingQuantile, window 1000", numbers, new RollingQuantile(0.5, 1000), passes: 4);
        Measure(stopwatches, "RollingMax, window 1000", numbers, new RollingMax(1000));
        Measure(stopwatches, "Rolling(Var), window 1000", numbers, new RollingStatistic(new Var(), 1000));
        Measure(stopwatches, "RollingMean, window 1000", numbers, new RollingMean(1000));
        Measure(stopwatches, "Rolling(Var), window 10", numbers, new RollingStatistic(new Var(), 10));
        MeasureMetrics(stopwatches, numbers);
    }

    private static void Measure<T>(Stopwatches stopwatches, string name, double[] numbers, T statistic, double? target = null, int passes = Passes, double? ceiling = null)
        where T : class, IStatistic =>
        stopwatches.Measure(
            name,
            Size * passes,
            () =>
            {
                for (var pass = 0; pass < passes; pass++)
                {
                    foreach (var number in numbers)
                    {
                        statistic.Update(number);
                    }
                }
            },
            ceiling,
            target);

    private static double Welford(double[] numbers)
    {
        double count = 0, mean = 0, squares = 0;
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var number in numbers)
            {
                count++;
                var difference = number - mean;
                mean += difference / count;
                squares += difference * (number - mean);
            }
        }

        return squares;
    }

    private static void MeasureMetrics(Stopwatches stopwatches, double[] numbers)
    {
        var probabilities = new Probabilities();
        probabilities.Add(false, 0.25);
        probabilities.Add(true, 0.75);
        Accuracy accuracy = new();
        LogLoss loss = new();
        Mae error = new();
        RollingRegressionMetric recentError = new(new Mae(), 1000);
        RollingClassificationMetric recentAccuracy = new(new Accuracy(), 1000);
        var binary = MetricSet.ForBinaryClassification();
        stopwatches.Measure("Accuracy", Size * Passes, () => Repeat(numbers, number => accuracy.Update(number > 0, number > 1)));
        stopwatches.Measure("LogLoss", Size * Passes, () => Repeat(numbers, number => loss.Update(number > 0, probabilities)));
        stopwatches.Measure("MAE", Size * Passes, () => Repeat(numbers, number => error.Update(number, 3)));
        stopwatches.Measure("Rolling(MAE), window 1000", Size * Passes, () => Repeat(numbers, number => recentError.Update(number, 3)));
        stopwatches.Measure("Rolling(Accuracy), window 1000", Size * Passes, () => Repeat(numbers, number => recentAccuracy.Update(number > 0, number > 1)));
        stopwatches.Measure("five metrics of two classes", Size * Passes, () => Repeat(numbers, number => binary.Update(number > 0, probabilities)));
    }

    private static void Repeat(double[] numbers, Action<double> update)
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var number in numbers)
            {
                update(number);
            }
        }
    }
}
