namespace OnlineMl.Durability.Tests;

/// <summary>An update of a model that stops halfway until it is told to go on.</summary>
internal sealed class HeldUpdate
{
    private readonly TaskCompletionSource _isHalfway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayGoOn = new();

    /// <summary>Ends when the update is halfway.</summary>
    public Task Halfway => _isHalfway.Task;

    /// <summary>Lets the update go on.</summary>
    public void Release() => _mayGoOn.TrySetResult();

    /// <summary>Waits in the middle of the update.</summary>
    public void Wait()
    {
        _isHalfway.SetResult();
        _mayGoOn.Task.Wait();
    }
}
