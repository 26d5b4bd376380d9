using System.Globalization;
using System.IO.Compression;
using OnlineMl.Classification;
using OnlineMl.Features;

namespace OnlineMl.Tests;

/// <summary>Examples of MOA's generators, which lie beside the repository.</summary>
internal static class MoaStream
{
    public static string? Find(string name)
    {
        var beside = Environment.GetEnvironmentVariable("ONLINEML_SHARED");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); beside is null && folder is not null; folder = folder.Parent)
        {
            beside = Directory.Exists(Path.Combine(folder.FullName, "shared", "perf")) ? Path.Combine(folder.FullName, "shared") : null;
        }

        var path = Path.Combine(beside ?? string.Empty, "perf", $"moa-{name}-200k.csv.gz");
        return File.Exists(path) ? path : null;
    }

    /// <summary>The share of the first examples that a model gets right before it learns them.</summary>
    public static double Accuracy(IClassifier model, string name, int count)
    {
        using var file = File.OpenRead(Find(name)!);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var names = reader.ReadLine()!.Split(',');
        var x = new FeatureVector(new FeatureSpace());
        var right = 0;
        for (var i = 0; i < count; i++)
        {
            var cells = reader.ReadLine()!.Split(',');
            x.Clear();
            for (var cell = 0; cell < cells.Length - 1; cell++)
            {
                if (double.TryParse(cells[cell], CultureInfo.InvariantCulture, out var number))
                {
                    x.Add(names[cell], number);
                }
                else
                {
                    x.Add(names[cell], cells[cell]);
                }
            }

            Label label = cells[^1];
            right += model.Predict(x) == label ? 1 : 0;
            model.Learn(x, label);
        }

        return (double)right / count;
    }
}
