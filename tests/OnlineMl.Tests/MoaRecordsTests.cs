using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.NaiveBayes;
using OnlineMl.Trees;
using Xunit.Abstractions;

namespace OnlineMl.Tests;

/// <summary>Accuracy on real data beside what the real MOA reaches: within half a point, but for what is better for a reason.</summary>
public sealed class MoaRecordsTests(ITestOutputHelper output)
{
    private const double Tolerance = 0.5;

    private const string FewValues = "the features have two or three values, in a leaf often two, whose shares are counted here, where MOA takes all for normally distributed";

    // Where ours is more accurate than that, and why it may be.
    private static readonly Dictionary<string, string> Better = new(StringComparer.Ordinal)
    {
        ["moa-cla-phishing-trees-hoeffdingtree"] = FewValues,
        ["moa-cla-phishing-trees-hoeffdingtree-l-nb"] = FewValues,
        ["moa-cla-phishing-trees-hoeffdingtree-g-50-c-0-001"] = FewValues,
        ["moa-cla-phishing-trees-hoeffdingtree-g-50-c-0-001-l-nb"] = FewValues,
        ["moa-cla-phishing-trees-hoeffdingtree-s-ginisplitcriterion"] = FewValues,
        ["moa-cla-phishing-trees-hoeffdingtree-b"] = FewValues,
    };

    [SharedFact]
    public void HoeffdingTreesAndNaiveBayes_AreAsAccurateAsMoa()
    {
        var shared = Environment.GetEnvironmentVariable("ONLINEML_SHARED") ?? Repository.PathOf("..", "shared");
        var data = new Dictionary<string, (List<FeatureVector> Examples, List<Label> Labels)>(StringComparer.Ordinal);
        using var records = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(shared, "parity", "moa.json")));
        var compared = 0;
        var apart = new List<string>();
        foreach (var record in records.RootElement.GetProperty("records").EnumerateArray())
        {
            if (Learner(record.GetProperty("options").GetString()!) is not { } learner)
            {
                continue;
            }

            var name = record.GetProperty("data").GetString()!;
            if (!data.TryGetValue(name, out var rows))
            {
                data.Add(name, rows = Read(Path.Combine(shared, "data"), name));
            }

            var expected = record.GetProperty("accuracy").GetDouble();
            var actual = Accuracy(learner, rows.Examples, rows.Labels);
            var line = string.Create(CultureInfo.InvariantCulture, $"{record.GetProperty("id")}: {actual:0.000}, MOA {expected:0.000}");
            output.WriteLine(line);
            compared++;
            var isBetter = actual > expected + Tolerance;
            if (actual < expected - Tolerance || isBetter != Better.ContainsKey(record.GetProperty("id").GetString()!))
            {
                apart.Add(line);
            }
        }

        Assert.InRange(compared, 20, int.MaxValue);
        Assert.True(apart.Count == 0, string.Join('\n', apart));
    }

    /// <summary>Our component for MOA's options, or null where there is none.</summary>
    private static IClassifier? Learner(string options)
    {
        if (options is "bayes.NaiveBayes")
        {
            return new GaussianNB();
        }

        var words = options.Split(' ');
        if (words[0] is not "trees.HoeffdingTree")
        {
            return null;
        }

        var gracePeriod = 200.0;
        var delta = 1e-7;
        var prediction = ClassLeafPrediction.NaiveBayesAdaptive;
        var criterion = SplitCriterion.InfoGain;
        ClassSplitter splitter = new GaussianSplitter();
        var isBinary = false;
        for (var i = 1; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "-g":
                    gracePeriod = double.Parse(words[++i], CultureInfo.InvariantCulture);
                    break;
                case "-c":
                    delta = double.Parse(words[++i], CultureInfo.InvariantCulture);
                    break;
                case "-l":
                    prediction = words[++i] is "MC" ? ClassLeafPrediction.MajorityClass : ClassLeafPrediction.NaiveBayes;
                    break;
                case "-s" when words[++i] is "GiniSplitCriterion":
                    criterion = SplitCriterion.Gini;
                    break;
                case "-n" when words[++i] is "BinaryTreeNumericAttributeClassObserver":
                    splitter = new ExhaustiveSplitter();
                    break;
                case "-b":
                    isBinary = true;
                    break;
                default:
                    return null;
            }
        }

        return new HoeffdingTreeClassifier
        {
            GracePeriod = gracePeriod,
            Delta = delta,
            LeafPrediction = prediction,
            SplitCriterion = criterion,
            Splitter = splitter,
            BinarySplit = isBinary,
        };
    }

    private static double Accuracy(IClassifier learner, List<FeatureVector> examples, List<Label> labels)
    {
        var right = 0;
        for (var i = 0; i < examples.Count; i++)
        {
            // MOA answers the first class before it has learned anything.
            var predicted = learner.Predict(examples[i]);
            right += (predicted.IsNone ? new Label(0) : predicted) == labels[i] ? 1 : 0;
            learner.Learn(examples[i], labels[i]);
        }

        return 100.0 * right / examples.Count;
    }

    private static (List<FeatureVector> Examples, List<Label> Labels) Read(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".csv");
        using Stream file = File.Exists(path) ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var names = reader.ReadLine()!.Split(',');
        var space = new FeatureSpace();
        var examples = new List<FeatureVector>();
        var labels = new List<Label>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var cells = line.Split(',');
            var x = new FeatureVector(space);
            for (var i = 0; i < cells.Length - 1; i++)
            {
                x.Add(names[i], double.Parse(cells[i], CultureInfo.InvariantCulture));
            }

            examples.Add(x);
            labels.Add(new Label(long.Parse(cells[^1], CultureInfo.InvariantCulture)));
        }

        return (examples, labels);
    }
}
