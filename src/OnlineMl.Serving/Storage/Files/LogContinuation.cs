using System.Globalization;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Lets a log that nobody follows go on from an earlier position.</summary>
internal sealed class LogContinuation(string name, ModelFolder folder, LogFaults faults, LogSegments segments, LogAppender appender)
{
    /// <summary>Sets aside what is behind a position.</summary>
    public async Task GoOnFromAsync(long position)
    {
        if (position == appender.Position)
        {
            return;
        }

        appender.ThrowIfFollowed("it can be continued from a position only before");
        try
        {
            foreach (var later in folder.ListSnapshots().Where(snapshot => snapshot > position))
            {
                var file = ModelFolder.SnapshotName(later);
                faults.Add(folder.PathOf(file), 0, string.Create(
                    CultureInfo.InvariantCulture, $"The snapshot was renamed to {folder.SetAside(file)}: the model goes on from event {position}."));
            }

            folder.Flush();
            segments.ForgetLast();
            var left = segments.List();
            try
            {
                await new LogRecovery(folder, faults).EndAtAsync(left, position, CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                segments.Replace(left);
            }

            appender.ContinueFrom(position);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.Because($"The log of the model '{name}' cannot be continued from event {position.ToString(CultureInfo.InvariantCulture)}", reason);
        }
    }
}
