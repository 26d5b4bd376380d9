namespace OnlineMl.Serving.Storage.Files;

/// <summary>The files of the machine.</summary>
internal sealed class DiskFileSystem : IFileSystem
{
    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public bool FolderExists(string path) => Directory.Exists(path);

    public bool FileExists(string path) => File.Exists(path);

    public IReadOnlyList<string> ListFolders(string path) => [.. Directory.EnumerateDirectories(path).Select(Path.GetFileName)!];

    public IReadOnlyList<string> ListFiles(string path) => [.. Directory.EnumerateFiles(path).Select(Path.GetFileName)!];

    public long LengthOf(string path) => new FileInfo(path).Length;

    public DateTimeOffset LastWriteOf(string path) => new(File.GetLastWriteTimeUtc(path));

    public void MoveFolder(string from, string to) => Directory.Move(from, to);

    public void MoveFile(string from, string to) => File.Move(from, to, overwrite: true);

    public void DeleteFolder(string path) => Directory.Delete(path, recursive: true);

    public void DeleteFile(string path) => File.Delete(path);

    public void FlushFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixFile.FlushFolder(path);
        }
    }

    public IMappedNumbers Map(string path, int count) => new MappedNumbers(path, count);

    public IOpenFile Create(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete));

    public IOpenFile Open(string path, bool forWriting) =>
        !forWriting && new FileInfo(path) is { Exists: true, Length: 0 } ? new EmptyFile() : OpenFile(path, forWriting);

    // A pipe under the name of a file has no length either, and to open it is to wait for ever.
    private static DiskFile OpenFile(string path, bool forWriting) =>
        new(forWriting
            ? File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete)
            : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public IFolderClaim Lock(string folder) => FolderLock.Take(folder);
}
