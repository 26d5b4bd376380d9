namespace OnlineMl.CrashTest;

/// <summary>Every call of the test, and what the log must hold of them.</summary>
internal sealed class CallLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Call> _calls = new(StringComparer.Ordinal);
    private long _wanted = long.MaxValue;
    private TaskCompletionSource _reached = new();

    public int Acknowledged { get; private set; }

    public int Count => _calls.Count;

    public IEnumerable<Call> Calls => _calls.Values;

    public void Add(Call call)
    {
        lock (_gate)
        {
            _calls.Add(call.Signature, call);
        }
    }

    public void Acknowledge(Call call, string answer)
    {
        lock (_gate)
        {
            call.State = CallState.Acknowledged;
            call.Answer = answer;
            Acknowledged++;
            if (Acknowledged >= _wanted)
            {
                _reached.TrySetResult();
            }
        }
    }

    /// <summary>Waits until some more calls are acknowledged.</summary>
    public Task WaitForMoreAsync(int calls)
    {
        lock (_gate)
        {
            _wanted = Acknowledged + calls;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return calls == 0 ? Task.CompletedTask : _reached.Task;
        }
    }

    /// <summary>Checks what was found in the logs, and learns from it what became of calls without an answer.</summary>
    /// <param name="events">How often the event of each signature is in the logs.</param>
    public void Settle(IReadOnlyDictionary<string, int> events)
    {
        foreach (var (signature, count) in events)
        {
            if (!_calls.TryGetValue(signature, out var call))
            {
                throw new CrashTestException($"The log holds an event that nobody sent: {signature}");
            }

            if (count > (call.IsDoubled ? 2 : 1))
            {
                throw new CrashTestException($"The log holds an event {count} times: {call}");
            }

            if (call.State == CallState.Lost)
            {
                throw new CrashTestException($"The log holds an event that was not there after an earlier crash: {call}");
            }

            if (call.State == CallState.Open)
            {
                call.State = CallState.Kept;
            }
        }

        foreach (var call in _calls.Values)
        {
            if (call.State is CallState.Acknowledged or CallState.Kept && !events.ContainsKey(call.Signature))
            {
                throw new CrashTestException($"The log has lost an event: {call}");
            }

            if (call.State == CallState.Open)
            {
                call.State = CallState.Lost;
            }
        }
    }
}
