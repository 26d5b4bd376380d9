using OnlineMl.Contracts;

namespace OnlineMl.Serving.Hosting;

/// <summary>Waits for models, but not for one that is busy with one thing for long, which may never end.</summary>
internal static class BusyWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>What a caller is told of a model that is busy with one thing for long.</summary>
    public static OnlineMlException Refuse(ModelEntry entry) =>
        new(RefusalKind.Unavailable, $"The model '{entry.Name}' cannot be used now. {entry.Busy}") { RetryAfter = ServingContext.RetryAfter };

    /// <summary>Waits for something, but not while the model is busy with one thing for long.</summary>
    /// <returns>False when it was not waited for to its end.</returns>
    public static async Task<bool> TryWaitAsync(ModelEntry entry, Task task, CancellationToken cancellationToken)
    {
        while (!task.IsCompleted && await Task.WhenAny(task, Task.Delay(Pause, cancellationToken)).ConfigureAwait(false) != task)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Busy is not null)
            {
                return false;
            }
        }

        await task.ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes the right to load, save, unload or delete a model.</summary>
    /// <returns>False when the model is busy with one thing for long.</returns>
    public static async Task<bool> TryLockAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        while (!await entry.LifecycleLock.WaitAsync(Pause, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Busy is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the right to load, save, unload or delete a model.</summary>
    /// <exception cref="OnlineMlException">The model is busy with one thing for long.</exception>
    public static async Task LockAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (!await TryLockAsync(entry, cancellationToken).ConfigureAwait(false))
        {
            throw Refuse(entry);
        }
    }
}
