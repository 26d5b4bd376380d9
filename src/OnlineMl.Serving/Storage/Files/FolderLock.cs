using System.Globalization;
using System.Text;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>An exclusive claim on a folder. The operating system ends it with the process, so one that was killed leaves no obstacle.</summary>
/// <remarks>Who holds it stands in a second file, because a locked one cannot be read.</remarks>
internal sealed class FolderLock : IDisposable
{
    public const string LockName = "~lock";
    public const string OwnerName = "~owner";
    private readonly FileStream _held;

    private FolderLock(FileStream held) => _held = held;

    public static FolderLock Take(string folder)
    {
        var path = Path.Combine(folder, LockName);
        var owner = Path.Combine(folder, OwnerName);
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.IsInUse(reason)
                ? new StorageException($"The folder '{folder}' is in use by {ReadOwner(owner)}; one store at a time can have it.", reason)
                : StorageFailure.Because($"The folder '{folder}' cannot be written", reason);
        }

        try
        {
            File.WriteAllText(owner, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The lock holds without it; only the message for another process is less exact.
        }

        return new FolderLock(held);
    }

    public void Dispose() => _held.Dispose();

    private static string ReadOwner(string path)
    {
        try
        {
            var text = File.ReadAllText(path, Encoding.UTF8).Trim();
            return text.Length is > 0 and < 200 ? text : "another process";
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            return "another process";
        }
    }
}
