using System.Globalization;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Randomness;
using OnlineMl.TimeSeries;

namespace OnlineMl.Benchmarks;

/// <summary>The costs in <c>docs/which-learner.md</c>: of predicting, measuring and learning one example of ten numbers through a <see cref="Model"/>.</summary>
public sealed class LearnersScenario : IScenario
{
    private const int Size = 20_000;
    private const int Passes = 5;
    private const int Features = 10;

    private static readonly string[] TwoClasses =
    [
        """["StandardScaler", "LogisticRegression"]""",
        """{"LogisticRegression": {"optimizer": "AdaptiveNormalizedInvariant"}}""",
        """["StandardScaler", "Perceptron"]""",
        """["StandardScaler", "PAClassifier"]""",
        """["StandardScaler", "ALMAClassifier"]""",
        "\"GaussianNB\"",
        "\"HoeffdingTreeClassifier\"",
        """["StandardScaler", "KNNClassifier"]""",
    ];

    private static readonly string[] Numbers =
    [
        """["StandardScaler", "LinearRegression"]""",
        """["StandardScaler", "PARegressor"]""",
        "\"HoeffdingTreeRegressor\"",
        """["StandardScaler", "KNNRegressor"]""",
    ];

    /// <inheritdoc/>
    public string Name => "learners";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        var random = new RandomSource(1);
        var rows = new double[Size][];
        for (var i = 0; i < Size; i++)
        {
            rows[i] = [.. Enumerable.Range(0, Features).Select(_ => random.NextDouble())];
        }

        // A line with a bend and noise.
        double[] targets = [.. rows.Select(row => (3 * row[0]) - (2 * row[1]) + (row[2] > 0.5 ? row[3] : 0) + (random.NextDouble() / 4))];
        foreach (var spec in TwoClasses)
        {
            Measure(stopwatches, spec, rows, [.. targets.Select(target => (Target)(target > 0.8))], () => new MetricSet(new Accuracy()));
        }

        foreach (var spec in Numbers)
        {
            Measure(stopwatches, spec, rows, [.. targets.Select(target => (Target)target)], () => new MetricSet(new Mae()));
        }

        Report("HoltWinters, season 12", stopwatches.Measure("HoltWinters, season 12, learn + forecast of one step", Size * 10, () => Forecast(targets)));
        foreach (var (name, make) in new (string, Func<IDriftDetector>)[]
        {
            ("ADWIN", () => new Adwin()), ("PageHinkley", () => new PageHinkley()), ("DDM", () => new Ddm()), ("EDDM", () => new Eddm()),
        })
        {
            Report(name, stopwatches.Measure(name, Size * 10, () => Detect(make(), targets)));
        }
    }

    private static void Measure(Stopwatches stopwatches, string spec, double[][] rows, Target[] targets, Func<MetricSet> metrics) => Report(
        spec,
        stopwatches.Measure(spec, Size * Passes, () =>
        {
            var model = Model.FromSpec(spec);
            var measured = metrics();
            var x = model.NewExample();
            for (var j = 0; j < Features; j++)
            {
                x[$"f{j}"] = rows[0][j];
            }

            var prediction = new Prediction();
            for (var i = 0; i < Size * Passes; i++)
            {
                var row = i % Size;
                if (i > 0)
                {
                    x.Fill(rows[row]);
                }

                model.Predict(x, prediction);
                model.Measure(measured, x, targets[row], prediction);
                model.Learn(x, targets[row]);
            }
        }));

    private static void Forecast(double[] series)
    {
        var model = new HoltWinters(alpha: 0.3, beta: 0.1, gamma: 0.2, seasonality: 12);
        var x = new FeatureVector();
        Span<double> forecast = stackalloc double[1];
        for (var pass = 0; pass < 10; pass++)
        {
            foreach (var y in series)
            {
                model.Learn(x, y);
                model.Forecast(forecast);
            }
        }
    }

    private static void Detect(IDriftDetector detector, double[] values)
    {
        for (var pass = 0; pass < 10; pass++)
        {
            foreach (var value in values)
            {
                detector.Update(value > 0.8 ? 1 : 0);
            }
        }
    }

    private static void Report(string name, double rate) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {name}: {1e6 / rate:0.00} µs"));
}
