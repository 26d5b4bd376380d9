using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Lets works on the files of one log run one after the other: a snapshot, what it makes superfluous, a continuation, the end.</summary>
internal sealed class ExclusiveWork
{
    private SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Waits for its turn and runs a work.</summary>
    public async Task RunAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Waits for its turn and runs a work that has to write so many bytes, on a thread that may wait for the disk.</summary>
    public Task RunOnDiskAsync(long bytes, Func<Task> work, CancellationToken cancellationToken) =>
        RunAsync(() => LongWork.RunAsync(bytes, work).Unwrap(), cancellationToken);

    /// <summary>Runs a work now, unless another one runs.</summary>
    public void TryRun(Action work)
    {
        if (!Turn.Wait(0, CancellationToken.None))
        {
            return;
        }

        try
        {
            work();
        }
        finally
        {
            Turn.Release();
        }
    }
}
