using System.Globalization;
using System.IO.Compression;
using OnlineMl.Classification;
using OnlineMl.Features;

namespace OnlineMl.Benchmarks;

/// <summary>The examples of a CSV file of the shared data, each in a vector of its own: what a loop over memory sees.</summary>
/// <remarks>The folder is the one in the environment variable ONLINEML_SHARED, by default <c>../shared</c> beside the repository.</remarks>
internal sealed class ReferenceExamples
{
    private ReferenceExamples(FeatureVector[] x, Label[] y)
    {
        X = x;
        Y = y;
    }

    public FeatureVector[] X { get; }

    public Label[] Y { get; }

    public int Count => X.Length;

    public static ReferenceExamples? Read(string file, string target, int most = int.MaxValue)
    {
        if (Find(file) is not { } path)
        {
            Console.WriteLine($"{file} is absent; set ONLINEML_SHARED to the folder of the shared data");
            return null;
        }

        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
            : File.OpenRead(path);
        using var reader = new StreamReader(stream);
        var names = reader.ReadLine()!.Split(',');
        var space = new FeatureSpace();
        var x = new List<FeatureVector>();
        var y = new List<Label>();
        while (x.Count < most && reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            var vector = new FeatureVector(space);
            for (var i = 0; i < cells.Length; i++)
            {
                if (names[i] == target)
                {
                    y.Add(string.Intern(cells[i]));
                }
                else if (double.TryParse(cells[i], CultureInfo.InvariantCulture, out var number))
                {
                    vector.Add(names[i], number);
                }
                else
                {
                    vector.Add(names[i], string.Intern(cells[i]));
                }
            }

            x.Add(vector);
        }

        return new ReferenceExamples([.. x], [.. y]);
    }

    /// <summary>Tests each example and then trains with it, several times over.</summary>
    /// <returns>The share of right answers.</returns>
    public double TestThenTrain(IClassifier model, int passes = 1)
    {
        var right = 0;
        for (var pass = 0; pass < passes; pass++)
        {
            for (var i = 0; i < X.Length; i++)
            {
                right += model.Predict(X[i]).Equals(Y[i]) ? 1 : 0;
                model.Learn(X[i], Y[i]);
            }
        }

        return (double)right / (passes * X.Length);
    }

    private static string? Find(string file)
    {
        if (Environment.GetEnvironmentVariable("ONLINEML_SHARED") is { Length: > 0 } named)
        {
            return File.Exists(Path.Combine(named, file)) ? Path.Combine(named, file) : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
