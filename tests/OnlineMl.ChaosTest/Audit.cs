using System.Globalization;
using OnlineMl.Redis;
using OnlineMl.Serving;
using OnlineMl.Serving.Fold;

namespace OnlineMl.ChaosTest;

/// <summary>Compares what the servers are with what the log says, and the log with what was acknowledged.</summary>
internal static class Audit
{
    /// <summary>Checks all models while nobody calls.</summary>
    /// <returns>How many events the logs have.</returns>
    /// <exception cref="ChaosTestException">Something was lost, doubled or different.</exception>
    public static async Task<long> RunAsync(Fleet fleet, CallLedger ledger, IReadOnlyList<string> models)
    {
        if (ledger.Odd.Count > 0)
        {
            throw new ChaosTestException($"A call was refused: {ledger.Odd.First()}");
        }

        await using var archive = new RedisModelArchive(fleet.Redis.Address);
        var events = 0L;
        foreach (var model in models)
        {
            events += await CheckAsync(fleet, ledger, archive, model);
        }

        return events;
    }

    private static async Task<long> CheckAsync(Fleet fleet, CallLedger ledger, RedisModelArchive archive, string model)
    {
        var history = await archive.OpenAsync(model) ?? throw new ChaosTestException($"The model '{model}' is gone.");
        var taught = new HashSet<string>(StringComparer.Ordinal);
        var last = 0L;
        await foreach (var stored in history.ReadAsync(0, CancellationToken.None))
        {
            if (stored.Position != ++last)
            {
                throw new ChaosTestException($"Event {last} of '{model}' is missing.");
            }

            var record = EventRecord.Read(stored.Record);
            if (record.Kind is EventKind.Learn or EventKind.Label)
            {
                taught.Add(record.IdempotencyKey!);
            }
        }

        if (last != history.Position)
        {
            throw new ChaosTestException($"The log of '{model}' ends at {last} instead of {history.Position}.");
        }

        // Those of the model that is learned in shares are in the logs of these.
        if (model != MixedModel.Name && ledger.KeysOf(model).FirstOrDefault(key => !taught.Contains(key)) is { } lost)
        {
            throw new ChaosTestException($"The call {lost} on '{model}' was acknowledged and is not in the log.");
        }

        var replay = await new LogReplay(history).RunAsync();
        if (replay.LearnedOnce != taught.Count)
        {
            throw new ChaosTestException($"The log of '{model}' has {taught.Count} different learns and labels; {replay.LearnedOnce} were learned.");
        }

        var wanted = string.Create(CultureInfo.InvariantCulture, $"{replay.Position} {replay.StateHash}");
        foreach (var i in fleet.All)
        {
            var found = await fleet.GetAsync(i, $"hash/{model}");
            if (found != wanted)
            {
                throw new ChaosTestException($"Server {i} has '{model}' as {found}; the log leads to {wanted}.");
            }
        }

        return last;
    }
}
