using System.Diagnostics;
using System.Globalization;

namespace OnlineMl.ChaosTest;

/// <summary>Teaches each model through each of some servers, and takes the time until all of that is acknowledged.</summary>
internal sealed class FirstAnswers(Fleet fleet, CallLedger ledger, IReadOnlyList<string> models)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private int _taken;

    /// <summary>Waits for the answers.</summary>
    /// <param name="servers">The numbers of the servers that are asked.</param>
    /// <returns>How long it took, and how many attempts were not acknowledged.</returns>
    public async Task<(TimeSpan Time, int Refused)> WaitAsync(IEnumerable<int> servers)
    {
        var start = Stopwatch.GetTimestamp();
        var number = _taken++;
        var refused = await Task.WhenAll(servers.SelectMany(server => models.Select(model => RepeatAsync(server, model, number))));
        return (Stopwatch.GetElapsedTime(start), refused.Sum());
    }

    private async Task<int> RepeatAsync(int server, string model, int number)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"first-{number}-{server}");
        for (var refused = 0; ; refused++)
        {
            var (status, answer) = await fleet[server].PostAsync("api/learn", $$"""{"model": "{{model}}", "features": {"x": 1}, "ground_truth": 1}""", key);
            if (ledger.Take(model, key, status, answer, isTaught: true))
            {
                return refused;
            }

            await Task.Delay(Rest);
            await fleet.WaitAsync(server);
        }
    }
}
