namespace OnlineMl.Serving.Calls;

/// <summary>What waits for the state of a model, and for whose result somebody waits.</summary>
/// <param name="work">What is to be done.</param>
/// <param name="bytes">What it holds in memory; null for what is no call.</param>
internal sealed class WaitingWork<T>(Func<T> work, long? bytes) : WaitingWork(bytes)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _ending;

    public Task<T> Task => _done.Task;

    public void EndWith(CancellationToken cancellationToken) => _ending = cancellationToken.UnsafeRegister(
        static (state, token) =>
        {
            var waiting = (WaitingWork<T>)state!;
            if (waiting.TryTake())
            {
                waiting._done.SetCanceled(token);
            }
        },
        this);

    public override void Run()
    {
        if (!TryTake())
        {
            return;
        }

        _ending.Unregister();
        try
        {
            _done.SetResult(work());
        }
        catch (Exception e)
        {
            _done.SetException(e);
        }
    }

    public override void Fail(Exception reason)
    {
        if (TryTake())
        {
            _ending.Unregister();
            _done.SetException(reason);
        }
    }
}
