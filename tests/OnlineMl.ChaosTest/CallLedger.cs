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

    /// <summary>Takes note of an answer.</summary>
    /// <returns>Whether the call is done with; otherwise it is to be repeated.</returns>
    public bool Take(string model, string key, int status, string answer, bool isTaught)
    {
        switch (status)
        {
            case 200 or 201:
                if (isTaught)
                {
                    _acknowledged[(model, key)] = true;
                }

                return true;
            case 0 or 503:
                Interlocked.Increment(ref _repeated);
                return false;
            default:
                _odd.Enqueue($"{model} {key}: {status} {answer}");
                return true;
        }
    }

    public IReadOnlyList<string> KeysOf(string model) => [.. _acknowledged.Keys.Where(call => call.Model == model).Select(call => call.Key)];
}
