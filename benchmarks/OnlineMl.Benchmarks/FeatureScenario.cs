using System.Globalization;
using System.Text;
using System.Text.Json;
using OnlineMl.Features;
using OnlineMl.Randomness;

namespace OnlineMl.Benchmarks;

/// <summary>How fast examples of nine features are filled from JSON, dictionaries, objects and spans.</summary>
public sealed class FeatureScenario : IScenario
{
    private const int Examples = 1000;
    private const int Repeats = 200;

    /// <inheritdoc/>
    public string Name => "features";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        var random = new RandomSource(42);
        var numbers = new double[Examples][];
        for (var i = 0; i < Examples; i++)
        {
            numbers[i] = new double[9];
            for (var j = 0; j < 9; j++)
            {
                numbers[i][j] = Math.Round(random.NextUniform(-100, 100), 4);
            }
        }

        var json = Array.ConvertAll(numbers, row => Encoding.UTF8.GetBytes(
            "{" + string.Join(',', row.Select((number, j) => string.Create(CultureInfo.InvariantCulture, $"\"feature {j}\":{number}"))) + "}"));
        var mixed = Array.ConvertAll(numbers, row => Encoding.UTF8.GetBytes(
            "{" + string.Join(',', row.Select((number, j) => string.Create(
                CultureInfo.InvariantCulture, $"\"feature {j}\":{(j % 3 == 0 ? $"\"value {(int)number % 20}\"" : number)}"))) + "}"));
        var boxed = Array.ConvertAll(numbers, row => Enumerable.Range(0, 9).ToDictionary(j => $"feature {j}", j => (object?)row[j], StringComparer.Ordinal));
        var plain = Array.ConvertAll(numbers, row => Enumerable.Range(0, 9).ToDictionary(j => $"feature {j}", j => row[j], StringComparer.Ordinal));
        var objects = Array.ConvertAll(numbers, row => new Row(row[0], row[1], row[2], (float)row[3], (int)row[4], row[5], row[6], row[7], row[8] > 0));
        var space = new FeatureSpace();
        var x = new FeatureVector(space);
        var hashed = new FeatureVector(new FeatureSpace(18));
        var other = new FeatureVector();
        var keeping = new FeatureVector(space, keepsStrangers: true);

        var ceiling = Measure("reference: Utf8JsonReader, names and numbers passed over", json, ReadOnly);
        Measure("JSON, 9 numbers", json, bytes => x.FillFromJson(bytes), ceiling);
        Measure("JSON, 9 numbers, strangers kept", json, bytes => keeping.FillFromJson(bytes), ceiling);
        Measure("JSON, 9 numbers, hashed names", json, bytes => hashed.FillFromJson(bytes), ceiling);
        Measure("JSON, 6 numbers and 3 texts", mixed, bytes => x.FillFromJson(bytes), ceiling);
        Measure("dictionary of objects, 9 numbers", boxed, pairs => x.FillFromPairs(pairs));
        Measure("dictionary of numbers, 9 numbers", plain, pairs => x.FillFromPairs(pairs));
        Measure("record of 9 properties", objects, row => other.FillFromObject(row));
        Measure("span of 9 numbers", numbers, row => x.Fill(row));

        double Measure<T>(string name, T[] examples, Action<T> fill, double? reference = null) =>
            stopwatches.Measure(name, Examples * Repeats, () =>
            {
                for (var i = 0; i < Repeats; i++)
                {
                    foreach (var example in examples)
                    {
                        fill(example);
                    }
                }
            }, reference);
    }

    private static void ReadOnly(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                reader.GetDouble();
            }
        }
    }

    private sealed record Row(double A, double B, double? C, float D, int E, double F, double G, double H, bool I);
}
