namespace OnlineMl.Serving.Tests.Calls;

/// <summary>Holds every model of <see cref="FragileRegressor"/> that learns the target 13, until it is disposed of.</summary>
internal sealed class HeldLearner : IDisposable
{
    public const double Target = 13;

    private readonly ManualResetEventSlim _mayGoOn = new();
    private readonly SemaphoreSlim _isHeld = new(0);

    public HeldLearner() => FragileRegressor.Learning = target =>
    {
        if (target == Target)
        {
            _isHeld.Release();
            _mayGoOn.Wait();
        }
    };

    /// <summary>Ends when a model is held that was not before.</summary>
    public async Task WaitAsync(TimeSpan patience) => Assert.True(await _isHeld.WaitAsync(patience));

    public void Dispose()
    {
        FragileRegressor.Learning = null;
        _mayGoOn.Set();
    }
}
