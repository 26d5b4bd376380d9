using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OnlineMl.Redis;
using OnlineMl.Serving.Fold;

namespace OnlineMl.ChaosTest;

/// <summary>The model that is learned in shares: what was acknowledged of it is in one of the shares, and in the model once.</summary>
internal static class MixedModel
{
    public const string Name = "mixed";

    private const int Shares = 3;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(3);

    /// <summary>The logs that it has: its own, and those of its shares.</summary>
    public static IReadOnlyList<string> Logs { get; } = [Name, .. Enumerable.Range(0, Shares).Select(share => string.Create(CultureInfo.InvariantCulture, $"{Name}~{Shares}.{share}"))];

    public static async Task CreateAsync(Fleet fleet)
    {
        var (status, answer) = await fleet[0].PostAsync($"api/model/regression/{Name}/?mixing=3&mixingEvery=500ms", """["StandardScaler", "LinearRegression"]""");
        if (status != 201)
        {
            throw new ChaosTestException($"The model '{Name}' is not created: {status} {answer}");
        }
    }

    /// <summary>Waits until its shares are merged, while nobody calls.</summary>
    /// <exception cref="ChaosTestException">An acknowledged call is in no share, or the model has learned more or less than its shares.</exception>
    public static async Task WaitAsync(Fleet fleet, CallLedger ledger)
    {
        var taught = new HashSet<string>(StringComparer.Ordinal);
        await using var archive = new RedisModelArchive(fleet.Redis.Address);
        foreach (var share in Logs.Skip(1))
        {
            var history = await archive.OpenAsync(share) ?? throw new ChaosTestException($"The share '{share}' is gone.");
            await foreach (var stored in history.ReadAsync(0, CancellationToken.None))
            {
                var record = EventRecord.Read(stored.Record);
                if (record.Kind is EventKind.Learn or EventKind.Label)
                {
                    taught.Add(record.IdempotencyKey!);
                }
            }
        }

        if (ledger.KeysOf(Name).FirstOrDefault(key => !taught.Contains(key)) is { } lost)
        {
            throw new ChaosTestException($"The call {lost} on '{Name}' was acknowledged and is in no share.");
        }

        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var learned = JsonElement.Parse(await fleet.GetAsync(0, $"api/metrics/report?model={Name}")).GetProperty("examples").GetInt64();
            if (learned == taught.Count)
            {
                return;
            }

            if (learned > taught.Count || Stopwatch.GetElapsedTime(start) > MaxWait)
            {
                var outputs = string.Join("\n", fleet.All.Select(server => $"Server {server}: {fleet[server].Output}"));
                throw new ChaosTestException($"The model '{Name}' has learned {learned} examples; its shares have {taught.Count}.\n{outputs}");
            }

            await Task.Delay(100);
        }
    }
}
