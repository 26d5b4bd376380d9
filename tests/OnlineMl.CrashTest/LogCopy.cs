using System.Buffers;
using OnlineMl.Serving.Storage;

namespace OnlineMl.CrashTest;

/// <summary>Reads the logs of a folder that a killed server left, in a copy, so that the server finds everything as it was.</summary>
internal static class LogCopy
{
    /// <summary>Folds the logs of all models.</summary>
    public static async Task<Dictionary<string, EventFold>> FoldAsync(string folder, string copy)
    {
        Copy(folder, copy);
        var folds = new Dictionary<string, EventFold>(StringComparer.Ordinal);
        await using (var store = new FileModelStore(copy, KilledServer.Files))
        {
            foreach (var tested in TestedModel.All)
            {
                await using var log = await store.OpenAsync(tested.Name, CancellationToken.None)
                    ?? throw new CrashTestException($"The model '{tested.Name}' is gone.");
                var first = await log.ReadSnapshotAsync(0, CancellationToken.None) ?? throw new CrashTestException($"The first snapshot of '{tested.Name}' is gone.");
                var fold = new EventFold(tested, first.ToArray());
                await foreach (var stored in log.ReadAsync(0, CancellationToken.None))
                {
                    fold.Apply(stored);
                }

                if (fold.Position != log.Position)
                {
                    throw new CrashTestException($"The log of '{tested.Name}' ends at {log.Position} and can be read up to {fold.Position}: {log.Faults[^1].Message}");
                }

                folds.Add(tested.Name, fold);
            }
        }

        Directory.Delete(copy, recursive: true);
        return folds;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
