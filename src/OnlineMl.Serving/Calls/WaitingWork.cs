namespace OnlineMl.Serving.Calls;

/// <summary>What waits for the state of a model; see <see cref="StateAccess"/>.</summary>
/// <param name="bytes">What it holds in memory; null for what is no call.</param>
internal abstract class WaitingWork(long? bytes)
{
    private bool _isTaken;

    public bool IsCall => bytes is not null;

    public long Bytes => bytes ?? 0;

    public abstract void Run();

    public abstract void Fail(Exception reason);

    // Its turn, a refusal and the end of the wait may come at once.
    protected bool TryTake() => !Interlocked.Exchange(ref _isTaken, true);
}
