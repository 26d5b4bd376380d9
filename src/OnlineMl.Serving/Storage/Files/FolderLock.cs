using System.Globalization;
using System.Text;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>An exclusive claim on a folder. The operating system ends it with the process, so one that was killed leaves no obstacle.</summary>
/// <remarks>Who holds it stands in a second file, because a locked one cannot be read. A lock can be lost all the same: its file may be deleted, or the file
/// system may know no locks. Then the second file tells of another holder.</remarks>
internal sealed class FolderLock : IFolderClaim
{
    public const string LockName = "~lock";
    public const string OwnerName = "~owner";

    private readonly string _folder;
    private readonly string _name;
    private FileStream _held;

    private FolderLock(string folder, FileStream held)
    {
        (_folder, _held) = (folder, held);
        _name = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} (claim {Guid.NewGuid():n})");
        Sign();
    }

    public static FolderLock Take(string folder) => new(folder, Open(folder));

    public string? FindThief()
    {
        var owner = ReadOwner(_folder);
        if (owner is not null && owner != _name)
        {
            return owner;
        }

        if (!File.Exists(Path.Combine(_folder, LockName)))
        {
            var held = Open(_folder);
            _held.Dispose();
            _held = held;
        }

        if (owner is null)
        {
            Sign();
        }

        return null;
    }

    public void Dispose() => _held.Dispose();

    private static FileStream Open(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.IsInUse(reason)
                ? new StorageException($"The folder '{folder}' is in use by {ReadOwner(folder) ?? "another process"}; one store at a time can have it.", reason)
                : StorageFailure.Because($"The folder '{folder}' cannot be written", reason);
        }
    }

    private static string? ReadOwner(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, OwnerName), Encoding.UTF8).Trim();
            return text.Length is > 0 and < 300 ? text : null;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            return null;
        }
    }

    private void Sign()
    {
        try
        {
            File.WriteAllText(Path.Combine(_folder, OwnerName), _name);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The lock holds without it; only the message for another process is less exact.
        }
    }
}
