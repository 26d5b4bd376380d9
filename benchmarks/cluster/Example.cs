using System.Buffers;
using System.Globalization;
using System.Text;
using OnlineMl.Randomness;
using OnlineMl.Serving;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>Calls with nine features, as in the other measurements of serving.</summary>
internal static class Example
{
    public const string Flavor = "binary";
    public const string Spec = """["StandardScaler", "LogisticRegression"]""";

    private static readonly byte[][] Features = Make();

    public static Task LearnAsync(ModelHost host, string model, int number) => host.Calls.LearnAsync(new ModelCall
    {
        Model = model,
        Features = Features[number % Features.Length],
        GroundTruth = number % 3 == 0 ? "true"u8 : "false"u8,
    }).AsTask();

    public static Task PredictAsync(ModelHost host, string model, int number) =>
        host.Calls.PredictAsync(new ModelCall { Model = model, Features = Features[number % Features.Length] }, new ArrayBufferWriter<byte>(64)).AsTask();

    private static byte[][] Make()
    {
        var random = new RandomSource(seed: 1);
        return [.. Enumerable.Range(0, 1000).Select(_ => Encoding.UTF8.GetBytes(
            "{" + string.Join(", ", Enumerable.Range(0, 9).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"feature_{i}\": {random.NextDouble():f4}"))) + "}"))];
    }
}
