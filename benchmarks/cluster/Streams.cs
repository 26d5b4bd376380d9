using System.Globalization;
using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Randomness;
using OnlineMl.Serving;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>An endless stream of examples of nine features, whose class is that of a line through them, or another one every tenth time.</summary>
internal static class Streams
{
    private const int Count = 20_000;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private static readonly (byte[] Features, byte[] Truth)[] Examples = Make();

    /// <summary>Lets 32 callers in this process teach a model.</summary>
    /// <returns>How many examples were acknowledged.</returns>
    public static async Task<long> RunAsync(ModelHost host, string model, TimeSpan time) => (await Callers.RunAsync(i => LearnAsync(host, model, i), time)).Calls;

    // While owners are found a call may be told to come back.
    private static async Task LearnAsync(ModelHost host, string model, int number)
    {
        var (features, truth) = Examples[number % Count];
        while (true)
        {
            try
            {
                await host.Calls.LearnAsync(new ModelCall { Model = model, Features = features, GroundTruth = truth });
                return;
            }
            catch (OnlineMlException reason) when (reason.Kind == RefusalKind.Unavailable)
            {
                await Task.Delay(Rest);
            }
        }
    }

    private static (byte[] Features, byte[] Truth)[] Make()
    {
        var random = new RandomSource(seed: 2);
        return [.. Enumerable.Range(0, Count).Select(_ =>
        {
            var x = Enumerable.Range(0, 9).Select(_ => random.NextDouble()).ToArray();
            var isPositive = x.Select((value, i) => (value - 0.5) * (i - 3)).Sum() > 0 != random.NextDouble() < 0.1;
            var features = string.Join(", ", x.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"\"feature_{i}\": {value:f4}")));
            return (Encoding.UTF8.GetBytes($"{{{features}}}"), Encoding.UTF8.GetBytes(isPositive ? "true" : "false"));
        })];
    }
}
