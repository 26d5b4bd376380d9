namespace OnlineMl.Serving.Storage.Files;

/// <summary>Finds files of an open log that somebody else has deleted.</summary>
internal sealed class MissingFiles(string name, ModelFolder folder, LogFaults faults, LogSegments segments, LogAppender appender)
{
    /// <summary>Looks whether the files are still there. When some are not, that is a fault of the log until the next snapshot, which has all that was in them.</summary>
    public void Find()
    {
        try
        {
            var missing = segments.List().Where(segment => !folder.Exists(segment.Name)).ToList();
            var snapshots = folder.TryListSnapshots();
            if (missing.Count == 0 && snapshots is { Count: > 0 })
            {
                return;
            }

            segments.ForgetLastOf(missing);
            foreach (var segment in missing)
            {
                faults.Add(folder.PathOf(segment.Name), segment.Length, "The file is gone while the model was served; a snapshot takes its place.");
            }

            if (snapshots is not { Count: > 0 })
            {
                faults.Add(folder.PathOf(""), 0, "The snapshots are gone while the model was served; another one takes their place.");
            }

            folder.Create();
            missing.ForEach(segments.Remove);
            appender.Fault = new StorageException($"Files of the model '{name}' are gone; it is to be stored anew.");
            appender.Roll();
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            appender.Fault = StorageFailure.Because($"Files of the model '{name}' are gone, and others cannot be made", reason);
        }
    }
}
