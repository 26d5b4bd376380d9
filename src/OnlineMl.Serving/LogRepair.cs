using System.Buffers;
using System.Globalization;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>Finds out what is damaged in the log of a model that cannot be restored, and lets the model go on without it.</summary>
/// <remarks>No service may have the model meanwhile.
/// <example><code>
/// await using var store = new FileModelStore("models");
/// await using var log = await store.OpenAsync("churn", default);
/// var repair = new LogRepair(log!);
/// var condition = await repair.InspectAsync();
/// if (!condition.IsWhole)
/// {
///     await repair.ContinueAsync(condition);
/// }
/// </code></example></remarks>
/// <param name="log">The log, not followed yet.</param>
public sealed class LogRepair(IModelLog log)
{
    private readonly IModelLog _log = log ?? throw new ArgumentNullException(nameof(log));

    /// <summary>Reads the newest snapshot that can be read and the events behind it. Nothing is changed.</summary>
    /// <exception cref="StorageException">No snapshot can be read, or a newer version wrote one.</exception>
    public async Task<LogCondition> InspectAsync(CancellationToken cancellationToken = default)
    {
        var findings = new List<string>();
        foreach (var position in await _log.ListSnapshotsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await FindFaultAsync(position, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                findings.Add(string.Create(CultureInfo.InvariantCulture, $"The snapshot of position {position} cannot be read: {fault}"));
                continue;
            }

            var good = position;
            await foreach (var stored in _log.ReadAsync(position, cancellationToken).ConfigureAwait(false))
            {
                good = stored.Position;
            }

            return new LogCondition(_log.Position, position, good, [.. findings, .. _log.Faults.Select(found => found.Message)]);
        }

        throw new StorageException("No snapshot of the model can be read, so there is nothing to go on from.");
    }

    /// <summary>Lets the model go on from the last good position. What is behind it is kept aside and not used again, so acknowledged events are lost by
    /// this.</summary>
    /// <exception cref="StorageException">The store cannot write now.</exception>
    public Task ContinueAsync(LogCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return _log.ContinueFromAsync(condition.GoodPosition, cancellationToken);
    }

    private async Task<string?> FindFaultAsync(long position, CancellationToken cancellationToken)
    {
        if (await _log.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return "it is gone or cannot be read.";
        }

        try
        {
            ModelFile.Read(bytes.ToArray());
            return null;
        }
        catch (StateFormatException e) when (!e.IsNewer)
        {
            return e.Message;
        }
        catch (StateFormatException e)
        {
            throw new StorageException(e.Message, e);
        }
    }
}
