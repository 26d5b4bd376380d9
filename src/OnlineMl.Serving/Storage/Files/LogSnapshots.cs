using System.Buffers;
using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Stores the snapshots of one log, and drops the files that they make superfluous.</summary>
internal sealed partial class LogSnapshots(string name, ModelFolder folder, FileLogContext context, LogSegments segments, LogAppender appender)
{
    /// <summary>Stores a snapshot.</summary>
    /// <returns>False when there is a newer one.</returns>
    public bool Write(long position, ReadOnlySequence<byte> snapshot)
    {
        try
        {
            if (folder.ListSnapshots() is [var newest, ..] && newest > position)
            {
                return false;
            }

            folder.WriteWhole(ModelFolder.SnapshotName(position), default, snapshot, isFlushed: true).Dispose();
            appender.Fault = null;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw appender.Fault = StorageFailure.Because($"The snapshot of the model '{name}' cannot be written", reason);
        }

        appender.Roll();
        DropUnneeded();
        return true;
    }

    /// <summary>Takes a snapshot that was found damaged out of use.</summary>
    public void SetAside(long position)
    {
        try
        {
            if (folder.ListSnapshots().Contains(position))
            {
                folder.SetAside(ModelFolder.SnapshotName(position));
                folder.Flush();
            }
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.Because($"A damaged snapshot of the model '{name}' cannot be set aside", reason);
        }
    }

    /// <summary>Drops what neither recovery nor the retention need. A failure leaves files that the next snapshot drops.</summary>
    private void DropUnneeded()
    {
        try
        {
            var snapshots = folder.ListSnapshots();
            if (snapshots.Count < SegmentRetention.NeededSnapshots)
            {
                return;
            }

            var all = segments.List();
            var retention = new SegmentRetention(context.Options.Retention, context.Time.GetUtcNow());
            var (dropped, kept) = retention.Choose(all, snapshots);
            segments.ForgetLastOf(all.Take(dropped));
            foreach (var segment in all.Take(dropped))
            {
                folder.Delete(segment.Name);
                segments.Remove(segment);
            }

            foreach (var old in snapshots.Except(kept))
            {
                folder.Delete(ModelFolder.SnapshotName(old));
            }
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            LogNotDropped(context.Logger, name, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old files of the model '{Model}' could not be dropped; it is tried again after the next snapshot.")]
    private static partial void LogNotDropped(ILogger logger, string model, Exception reason);
}
