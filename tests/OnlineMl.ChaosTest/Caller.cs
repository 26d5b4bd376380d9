using System.Diagnostics;
using System.Globalization;

namespace OnlineMl.ChaosTest;

/// <summary>Learns, predicts and labels through any server, and repeats each call with its key, at any other, until it is acknowledged.</summary>
internal sealed class Caller(int number, Fleet fleet, CallLedger ledger, IReadOnlyList<string> models, int seed)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private readonly Random _random = new(seed);

    /// <summary>Calls until it is told to end; what was begun is finished.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            var model = models[_random.Next(models.Count)];
            var call = string.Create(CultureInfo.InvariantCulture, $"{number}-{seed}-{i}");
            var x = _random.Next(10).ToString(CultureInfo.InvariantCulture);
            if (_random.Next(3) > 0)
            {
                await RepeatAsync("api/learn", $$"""{"model": "{{model}}", "features": {"x": {{x}} }, "ground_truth": {{x}} }""", model, call + "l", isTaught: true);
                continue;
            }

            await RepeatAsync("api/predict", $$"""{"model": "{{model}}", "features": {"x": {{x}} }, "identifier": "{{call}}"}""", model, call + "p", isTaught: false);
            await RepeatAsync("api/label", $$"""{"model": "{{model}}", "identifier": "{{call}}", "label": {{x}} }""", model, call + "b", isTaught: true);
        }
    }

    private async Task RepeatAsync(string path, string body, string model, string key, bool isTaught)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var (status, answer) = await fleet.Any(_random).PostAsync(path, body, key);
            if (ledger.Take(model, key, status, $"{answer} to {path} {body}", isTaught))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > MaxWait)
            {
                throw new ChaosTestException($"The call {key} on '{model}' is repeated in vain: {status} {answer}");
            }

            await Task.Delay(Rest);
        }
    }
}
