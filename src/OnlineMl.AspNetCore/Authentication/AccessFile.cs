namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The <see cref="AccessList"/> in the storage folder, which the tool changes while a server runs on it.</summary>
/// <param name="folder">The storage folder; null keeps the list in memory only.</param>
/// <param name="time">The clock.</param>
internal sealed class AccessFile(string? folder, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);

    private readonly SecretFile<AccessList>? _file = folder is null ? null : new(Path.Combine(folder, "~access.json"), AccessJsonContext.Default.AccessList);
    private readonly Lock _gate = new();
    private volatile AccessList? _list;
    private (DateTime, long)? _version;
    private long _looked;

    /// <summary>Whether there is a file, and so access control, even if it has no users.</summary>
    public bool Exists => _file?.Version is not null;

    /// <summary>The list; a change of the file counts within a second.</summary>
    public AccessList Current => _file is not null && (_list is null || time.GetElapsedTime(Interlocked.Read(ref _looked)) >= LookEvery) ? Look(_file) : _list ?? AccessList.Empty;

    /// <summary>Changes the list, and the file.</summary>
    public void Change(Func<AccessList, AccessList> change)
    {
        lock (_gate)
        {
            if (_file is null)
            {
                _list = change(_list ?? AccessList.Empty);
                return;
            }

            Directory.CreateDirectory(folder!);
            using var turn = TakeTurn(_file.Path + ".lock");
            var list = change(_file.Read() ?? AccessList.Empty);
            _file.Write(list);
            (_list, _version) = (list, _file.Version);
        }
    }

    private AccessList Look(SecretFile<AccessList> file)
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _looked, time.GetTimestamp());
            var version = file.Version;
            if (_list is not { } list)
            {
                (_list, _version) = (list = file.Read() ?? AccessList.Empty, version);
            }
            else if (version != _version)
            {
                try
                {
                    (_list, _version) = (list = file.Read() ?? AccessList.Empty, version);
                }
                catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
                {
                    // What was known holds until the file can be read again.
                }
            }

            return list;
        }
    }

    // Another process may be changing the file.
    private FileStream TakeTurn(string path)
    {
        var began = time.GetTimestamp();
        var wait = new SpinWait();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
            }
            catch (IOException) when (time.GetElapsedTime(began) < LongestTurn)
            {
                wait.SpinOnce();
            }
        }
    }
}
