using System.Globalization;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The events of one log that no replay applies: those that took more memory than there is, and those of which processes died.</summary>
internal sealed class PassedOverEvents(string name, ModelFolder folder, ProcessIdentity process)
{
    private long[] _positions = [];
    private ReplaySuspect _suspect;
    private ReplayMark? _mark;

    /// <summary>Their positions, ascending.</summary>
    public IReadOnlyList<long> Positions => Volatile.Read(ref _positions);

    /// <summary>Looks for those that are noted, and notes one of which enough processes died.</summary>
    /// <param name="position">The last event of the log.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task FindAsync(long position, CancellationToken cancellationToken)
    {
        _positions = [.. folder.ListPassedOver()];
        var suspect = await ReplayMark.FindAsync(folder, process, cancellationToken).ConfigureAwait(false);
        if (suspect.Position > position)
        {
            return;
        }

        _suspect = suspect;
        if (suspect.IsGuilty)
        {
            Add(suspect.Position);
            _suspect = default;
        }
    }

    /// <summary>Notes one of them, durably.</summary>
    /// <exception cref="StorageException">It cannot be noted now.</exception>
    public void Add(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(position);
        try
        {
            folder.PassOver(position);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.Because(
                $"It cannot be noted that event {position.ToString(CultureInfo.InvariantCulture)} of the model '{name}' is passed over", reason);
        }

        Volatile.Write(ref _positions, [.. folder.ListPassedOver()]);
    }

    /// <summary>Begins a replay.</summary>
    /// <returns>What is to be told which event is applied; null when the disk takes no mark now.</returns>
    public IReplayMark? BeginReplay() => _mark = ReplayMark.TryBegin(folder, process, _suspect);

    /// <summary>Ends a replay that may hang on an event when its log is closed, so that no process is said to have died of it.</summary>
    public void EndReplay() => _mark?.Dispose();
}
