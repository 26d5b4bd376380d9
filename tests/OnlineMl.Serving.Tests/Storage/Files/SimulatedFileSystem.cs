using System.Collections.Concurrent;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>Files in memory whose operations fail when they are told to, and that lose what was not flushed when power is lost.</summary>
internal sealed class SimulatedFileSystem(SimulatedFolder root) : IFileSystem
{
    private const int NoSpace = 28;
    private readonly Lock _lock = new();
    private bool _isLocked;
    private bool _isOff;

    public SimulatedFileSystem()
        : this(new SimulatedFolder())
    {
    }

    /// <summary>Files that are found whatever the case of their names and the dots behind them, as on Windows.</summary>
    public static SimulatedFileSystem LikeWindows() => new(new SimulatedFolder(
        Comparer<string>.Create((one, other) => string.Compare(one.TrimEnd('.'), other.TrimEnd('.'), StringComparison.OrdinalIgnoreCase))));

    /// <summary>Says how the operation with a number ends; they are numbered from 0.</summary>
    public Func<int, SimulatedOutcome> Outcome { get; set; } = _ => SimulatedOutcome.Success;

    /// <summary>What was done, in order.</summary>
    public List<string> Operations { get; } = [];

    /// <summary>The parts of files that need not stay in memory, in order.</summary>
    public ConcurrentQueue<(long Offset, long Length)> Forgotten { get; } = new();

    public int OpenFiles { get; private set; }

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>The machine after power is back.</summary>
    /// <param name="chance">Draws what arrived on the disk without a flush; null when nothing did.</param>
    public SimulatedFileSystem AfterPowerLoss(Random? chance)
    {
        lock (_lock)
        {
            _isOff = true;
            return new SimulatedFileSystem(root.AfterPowerLoss(chance)) { Now = Now };
        }
    }

    /// <summary>The machine with everything that was written, as it is after a process was killed.</summary>
    public SimulatedFileSystem Copy()
    {
        lock (_lock)
        {
            return new SimulatedFileSystem(root.Copy()) { Now = Now };
        }
    }

    public byte[] this[string path]
    {
        get => FileAt(path).Content;
        set => FolderOf(path).Change(names => names[NameOf(path)] = SimulatedFile.Of(value));
    }

    public void CreateFolder(string path) => Do("create folder", path, isSpaceNeeded: true, () =>
    {
        var folder = root;
        foreach (var part in Parts(path))
        {
            if (!folder.Entries.ContainsKey(part))
            {
                var made = folder.Like();
                folder.Change(names => names[part] = made);
            }

            folder = (SimulatedFolder)folder.Entries[part];
        }
    });

    public bool FolderExists(string path) => Find(path) is SimulatedFolder;

    public bool FileExists(string path) => Find(path) is SimulatedFile;

    public IReadOnlyList<string> ListFolders(string path) => List<SimulatedFolder>(path);

    public IReadOnlyList<string> ListFiles(string path) => List<SimulatedFile>(path);

    public long LengthOf(string path) => FileAt(path).Content.Length;

    public DateTimeOffset LastWriteOf(string path) => FileAt(path).LastWrite;

    public void MoveFolder(string from, string to) => Do("move folder", from, isSpaceNeeded: false, () =>
    {
        if (Find(to) is not null)
        {
            throw new IOException($"'{to}' is there.");
        }

        Move(from, to);
    });

    public void MoveFile(string from, string to) => Do("move file", from, isSpaceNeeded: false, () => Move(from, to));

    public void DeleteFolder(string path) => Do("delete folder", path, isSpaceNeeded: false, () => Delete(path));

    public void DeleteFile(string path) => Do("delete file", path, isSpaceNeeded: false, () => Delete(path));

    public void FlushFolder(string path) => Do("flush folder", path, isSpaceNeeded: false, FolderAt(path).Flush);

    public IMappedNumbers Map(string path, int count)
    {
        var file = Create(path);
        file.Write(new byte[count * sizeof(long)], 0);
        return new SimulatedNumbers(file);
    }

    public IOpenFile Create(string path) => Open("create", path, isSpaceNeeded: true, () =>
    {
        if (Find(path) is SimulatedFile there)
        {
            there.SetLength(0);
        }
        else
        {
            var file = new SimulatedFile();
            FolderOf(path).Change(names => names[NameOf(path)] = file);
        }
    });

    public IOpenFile Open(string path, bool forWriting) => Open("open", path, isSpaceNeeded: false, () => { });

    public IFolderClaim Lock(string folder)
    {
        lock (_lock)
        {
            return _isLocked ? throw new StorageException("It is in use.") : new Held(this);
        }
    }

    private static string[] Parts(string path) => path.Split('/', '\\').Where(part => part.Length > 0 && !part.Contains(':', StringComparison.Ordinal)).ToArray();

    private static string NameOf(string path) => Parts(path)[^1];

    private void ThrowIfOff()
    {
        if (_isOff)
        {
            throw new IOException("There is no power.");
        }
    }

    private void Do(string what, string path, bool isSpaceNeeded, Action effect, Action? half = null)
    {
        int number;
        lock (_lock)
        {
            ThrowIfOff();
            number = Operations.Count;
            Operations.Add($"{what} {path}");
        }

        var outcome = Outcome(number);
        lock (_lock)
        {
            ThrowIfOff();
            switch (outcome)
            {
                case SimulatedOutcome.Failure:
                    throw new IOException("Simulated failure.");
                case SimulatedOutcome.LateFailure:
                    effect();
                    throw new IOException("Simulated late failure.");
                case SimulatedOutcome.Full when isSpaceNeeded:
                    half?.Invoke();
                    throw new IOException("Simulated want of space.", NoSpace);
                case SimulatedOutcome.PowerLoss:
                    half?.Invoke();
                    _isOff = true;
                    throw new IOException("Simulated power loss.");
                default:
                    effect();
                    break;
            }
        }
    }

    private Handle Open(string what, string path, bool isSpaceNeeded, Action prepare)
    {
        Handle? opened = null;
        try
        {
            Do(what, path, isSpaceNeeded, () =>
            {
                prepare();
                opened = new Handle(this, path);
            });
            return opened!;
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
    }

    private object? Find(string path)
    {
        lock (_lock)
        {
            ThrowIfOff();
            object? found = root;
            foreach (var part in Parts(path))
            {
                if (found is not SimulatedFolder folder || !folder.Entries.TryGetValue(part, out found))
                {
                    return null;
                }
            }

            return found;
        }
    }

    private SimulatedFile FileAt(string path) => Find(path) as SimulatedFile ?? throw new FileNotFoundException($"There is no '{path}'.");

    private SimulatedFolder FolderAt(string path) => Find(path) as SimulatedFolder ?? throw new DirectoryNotFoundException($"There is no '{path}'.");

    private SimulatedFolder FolderOf(string path) => FolderAt(string.Join('/', Parts(path)[..^1]));

    private List<string> List<T>(string path)
    {
        List<string> names = [];
        Do("list", path, isSpaceNeeded: false, () => names.AddRange(FolderAt(path).Entries.Where(entry => entry.Value is T).Select(entry => entry.Key)));
        return names;
    }

    private void Move(string from, string to)
    {
        var moved = Find(from) ?? throw new FileNotFoundException($"There is no '{from}'.");
        FolderOf(from).Change(names =>
        {
            names.Remove(NameOf(from));
            names[NameOf(to)] = moved;
        });
    }

    private void Delete(string path) => FolderOf(path).Change(names => names.Remove(NameOf(path)));

    private sealed class Held : IFolderClaim
    {
        private readonly SimulatedFileSystem _files;

        public Held(SimulatedFileSystem files)
        {
            _files = files;
            files._isLocked = true;
        }

        public string? FindThief() => null;

        public void Dispose() => _files._isLocked = false;
    }

    private sealed class Handle : IOpenFile
    {
        private readonly SimulatedFileSystem _files;
        private readonly string _path;
        private readonly SimulatedFile _file;
        private bool _isClosed;
        private long _begun;

        public Handle(SimulatedFileSystem files, string path)
        {
            (_files, _path, _file) = (files, path, files.FileAt(path));
            files.OpenFiles++;
        }

        public long Length => _file.Content.Length;

        public ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken)
        {
            var read = 0;
            _files.Do("read", _path, isSpaceNeeded: false, () =>
            {
                var rest = _file.Content.AsMemory((int)Math.Min(offset, _file.Content.Length));
                read = Math.Min(rest.Length, bytes.Length);
                rest[..read].CopyTo(bytes);
            });
            return ValueTask.FromResult(read);
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            var copy = bytes.ToArray();
            _files.Do(
                "write",
                _path,
                isSpaceNeeded: true,
                () => _file.Write(copy, offset, _files.Now),
                () => _file.Write(copy.AsSpan(0, copy.Length / 2), offset, _files.Now));
        }

        // What power loss leaves of unflushed bytes is any part of them, whether their writing was begun or not.
        public void BeginFlush(long offset, int length) => _begun = Math.Max(_begun, offset + length);

        public void Flush() => _files.Do("flush", _path, isSpaceNeeded: true, _file.Flush);

        public void Forget(long offset, long length)
        {
            Assert.True(_file.Content == _file.Durable || offset + length <= _begun, "What nobody writes to the disk stays in memory.");
            _files.Forgotten.Enqueue((offset, length));
        }

        public void SetLength(long length) => _files.Do("set length", _path, isSpaceNeeded: false, () => _file.SetLength(length));

        public void Dispose()
        {
            lock (_files._lock)
            {
                if (!_isClosed)
                {
                    _isClosed = true;
                    _files.OpenFiles--;
                }
            }
        }
    }
}
