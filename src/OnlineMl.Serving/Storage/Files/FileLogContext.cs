using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>What the logs of one store share.</summary>
/// <param name="Options">How models are kept.</param>
/// <param name="Writers">Who writes; null when events are not logged.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes what an operator should know.</param>
/// <param name="Closed">Told when a log is closed.</param>
internal sealed record FileLogContext(
    FileModelStoreOptions Options,
    LogWriters? Writers,
    TimeProvider Time,
    ILogger Logger,
    Action<string, FileModelLog> Closed)
{
    private volatile StorageException? _loss;

    /// <summary>Who uses the logs.</summary>
    public ProcessIdentity Process { get; init; } = ProcessIdentity.Own;

    /// <summary>Why the folder is no longer the store's; null as long as it is. Nothing is written from then on.</summary>
    public StorageException? Loss
    {
        get => _loss;
        set => _loss = value;
    }

    /// <exception cref="StorageException">Another process writes in the folder.</exception>
    public void ThrowIfLost()
    {
        if (_loss is { } loss)
        {
            throw new StorageException(loss.Message, loss);
        }
    }
}
