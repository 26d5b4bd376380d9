using System.Collections.Concurrent;

namespace OnlineMl.ChaosTest;

/// <summary>What was acknowledged: the keys of learns and labels, by model.</summary>
internal sealed class CallLedger
{
    private readonly ConcurrentDictionary<(string Model, string Key), bool> _acknowledged = new();
    private readonly ConcurrentQueue<string> _odd = new();
    private long _repeated;

    public int Count => _acknowledged.Count;

    /// <summary>How many attempts had no answer, or were told to come back.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>The answers that no call should get.</summary>
    public IReadOnlyCollection<string> Odd => _odd;

    public void Acknowledge(string model, string key) => _acknowledged[(model, key)] = true;

    public void Repeat() => Interlocked.Increment(ref _repeated);

    public void ReportOdd(string answer) => _odd.Enqueue(answer);

    public IReadOnlyList<string> KeysOf(string model) => [.. _acknowledged.Keys.Where(call => call.Model == model).Select(call => call.Key)];
}
