using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving.Hosting;

/// <summary>Finds the newest good snapshot of a model.</summary>
/// <param name="context">What all models share.</param>
/// <param name="eviction">Makes room in memory.</param>
/// <param name="logger">Is told what is damaged.</param>
internal sealed partial class SnapshotFinder(ServingContext context, ModelEviction eviction, ILogger logger) : IDisposable
{
    // What is read takes memory that is not reserved yet.
    private const int MaxUnreservedSnapshots = 2;

    private readonly SemaphoreSlim _reading = new(MaxUnreservedSnapshots, MaxUnreservedSnapshots);

    /// <summary>Finds it.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="log">Its log.</param>
    /// <param name="damaged">The positions of those that were found damaged, to which others are added.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The model as it was then; null when there is none.</returns>
    /// <exception cref="OnlineMlException">A newer version wrote one, or it needs what is not there.</exception>
    public async Task<RestoredModel?> FindAsync(ModelEntry entry, IModelLog log, List<long> damaged, CancellationToken cancellationToken)
    {
        foreach (var position in await log.ListSnapshotsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (damaged.Contains(position))
            {
                continue;
            }

            var (bytes, reservation) = await ReadReservedAsync(entry, log, position, cancellationToken).ConfigureAwait(false);
            try
            {
                if (Read(entry, position, bytes) is { } state)
                {
                    return new RestoredModel(state, position, (int)bytes!.Value.Length, reservation, NeedsSnapshot: false);
                }
            }
            catch
            {
                reservation.Dispose();
                throw;
            }

            reservation.Dispose();
            if (bytes is not null)
            {
                damaged.Add(position);
            }
        }

        return null;
    }

    /// <summary>Takes damaged ones out of use.</summary>
    public async Task SetAsideAsync(ModelEntry entry, List<long> damaged, IModelLog log, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var position in damaged)
            {
                await log.SetSnapshotAsideAsync(position, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StorageException e)
        {
            // It is found damaged again the next time.
            LogNotSetAside(entry.Name, e);
        }
    }

    public void Dispose() => _reading.Dispose();

    // How large a model is, only its snapshot tells.
    private async Task<(ReadOnlySequence<byte>? Bytes, MemoryReservation Reservation)> ReadReservedAsync(
        ModelEntry entry, IModelLog log, long position, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var bytes = await log.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false);
            return (bytes, await eviction.ReserveAsync(entry, MemoryBudget.ExpectedSizeOf(bytes?.Length ?? 0), cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _reading.Release();
        }
    }

    private ModelState? Read(ModelEntry entry, long position, in ReadOnlySequence<byte>? bytes)
    {
        string reason;
        try
        {
            if (bytes is not null)
            {
                var state = ServedSnapshot.Read(entry.Name, bytes.Value, context.Catalog, context.Options);
                if (state.Position == position)
                {
                    return state;
                }
            }

            reason = bytes is null ? "it cannot be read" : "it belongs to another position";
        }
        catch (StateFormatException e) when (!e.IsNewer)
        {
            reason = e.Message;
        }
        catch (Exception e) when (e is StateFormatException or SpecException or OnlineMlException)
        {
            throw context.Lose(entry, string.Create(CultureInfo.InvariantCulture, $"the snapshot of position {position} is not understood ({e.Message}). Nothing of it was changed"), e);
        }

        context.ReportDamage(entry, new StorageFault(
            $"{entry.Name}@{position}", bytes?.Length ?? 0L, $"The snapshot of position {position} is not used ({reason}); the one before it is tried."));
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A damaged snapshot of the model '{Model}' could not be set aside.")]
    private partial void LogNotSetAside(string model, Exception reason);
}
