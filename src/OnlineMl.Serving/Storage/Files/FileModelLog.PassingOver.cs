using System.Globalization;

namespace OnlineMl.Serving.Storage.Files;

/// <content>Events that take more memory than there is.</content>
internal sealed partial class FileModelLog
{
    private long[] _passedOver = [];
    private long _suspect;
    private long _suspectEnds;

    /// <inheritdoc/>
    public IReadOnlyList<long> PassedOver => Volatile.Read(ref _passedOver);

    /// <inheritdoc/>
    public void PassOver(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(position);
        try
        {
            _folder.PassOver(position);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.Because(
                $"It cannot be noted that event {position.ToString(CultureInfo.InvariantCulture)} of the model '{_name}' is passed over", reason);
        }

        Volatile.Write(ref _passedOver, [.. _folder.ListPassedOver()]);
    }

    /// <inheritdoc/>
    public IReplayMark? BeginReplay() => ReplayMark.TryBegin(_folder, _suspect, _suspectEnds);

    private async Task FindPassedOverAsync(CancellationToken cancellationToken)
    {
        _passedOver = [.. _folder.ListPassedOver()];
        (_suspect, _suspectEnds, var isGuilty) = await ReplayMark.FindAsync(_folder, cancellationToken).ConfigureAwait(false);
        if (isGuilty)
        {
            PassOver(_suspect);
            (_suspect, _suspectEnds) = (0, 0);
        }
    }
}
