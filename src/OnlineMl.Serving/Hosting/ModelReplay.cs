using OnlineMl.Contracts;

namespace OnlineMl.Serving.Hosting;

/// <summary>A replay that is under way on a thread of its own, so that an event on which a component hangs holds up nobody else.</summary>
internal sealed class ModelReplay(string name)
{
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;

    /// <summary>The event that is being applied.</summary>
    public long Position
    {
        get => Volatile.Read(ref _position);
        set => Volatile.Write(ref _position, value);
    }

    /// <summary>Lets nobody wait for the replay any more.</summary>
    public void Abandon() => _abandoned.TrySetResult();

    /// <summary>Runs the replay.</summary>
    /// <param name="replay">The replay, which looks at the token between events.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <exception cref="OnlineMlException">It was abandoned.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> replay, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = ending.Token;
        var replaying = Task.Factory.StartNew(
            () => replay(token), CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (await Task.WhenAny(replaying, _abandoned.Task).ConfigureAwait(false) == replaying)
        {
            return await replaying.ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        throw ModelUnloader.BeingDeleted(name);
    }
}
