using System.Globalization;
using System.IO.Compression;
using OnlineMl.Features;
using OnlineMl.Trees;

namespace OnlineMl.Benchmarks;

/// <summary>Hoeffding trees, each example tested before it is learned, beside MOA and river.</summary>
public sealed class TreeScenario : IScenario
{
    /// <inheritdoc/>
    public string Name => "trees";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        var shared = Environment.GetEnvironmentVariable("ONLINEML_SHARED") ?? Path.Combine("..", "shared");
        if (!Directory.Exists(shared))
        {
            Console.WriteLine("The shared data are not there; set ONLINEML_SHARED.");
            return;
        }

        Measure(stopwatches, "Agrawal (MOA: 94.59 %)", Path.Combine(shared, "perf", "moa-agrawal-200k.csv.gz"), 1, 1.6e6, smoothing: 1);
        Measure(stopwatches, "LED (MOA: 73.68 %)", Path.Combine(shared, "perf", "moa-led-200k.csv.gz"), 1, 0.46e6, smoothing: 1);
        Measure(stopwatches, "image-segments (river: 77.7 %)", Path.Combine(shared, "data", "image-segments.csv"), 20, 0.77e6, smoothing: 0);
    }

    private static void Measure(Stopwatches stopwatches, string name, string path, int passes, double target, double smoothing)
    {
        var (examples, labels) = Read(path);
        var right = 0;
        stopwatches.Measure(
            $"HoeffdingTreeClassifier, {name}",
            examples.Length * passes,
            () =>
            {
                for (var pass = 0; pass < passes; pass++)
                {
                    right = 0;
                    var tree = new HoeffdingTreeClassifier { NominalSmoothing = smoothing };
                    for (var i = 0; i < examples.Length; i++)
                    {
                        right += tree.Predict(examples[i]) == labels[i] ? 1 : 0;
                        tree.Learn(examples[i], labels[i]);
                    }
                }
            },
            target: target);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",4}right before learning: {100.0 * right / examples.Length:0.00} %"));
    }

    private static (FeatureVector[] Examples, Label[] Labels) Read(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        var names = reader.ReadLine()!.Split(',');
        var space = new FeatureSpace();
        var examples = new List<FeatureVector>();
        var labels = new List<Label>();
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            var x = new FeatureVector(space);
            for (var i = 0; i < cells.Length - 1; i++)
            {
                if (double.TryParse(cells[i], CultureInfo.InvariantCulture, out var number))
                {
                    x.Add(names[i], number);
                }
                else
                {
                    x.Add(names[i], Shared(known, cells[i]));
                }
            }

            examples.Add(x);
            labels.Add(Shared(known, cells[^1]));
        }

        return ([.. examples], [.. labels]);
    }

    private static string Shared(Dictionary<string, string> known, string text)
    {
        known.TryAdd(text, text);
        return known[text];
    }
}
