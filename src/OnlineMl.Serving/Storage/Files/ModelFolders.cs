using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>Folders of models in the folder of a store, which appear and vanish whole, also when the machine loses power.</summary>
internal sealed partial class ModelFolders(string folder, IFileSystem files, ILogger logger)
{
    /// <summary>What the names of uploaded files begin with that are looked at here; after a crash they are waste.</summary>
    public const string UploadPrefix = "~upload-";

    /// <summary>Where models are copied to before they are moved to their place.</summary>
    public const string Copying = "~copying";

    private const string NewPrefix = "~new-";
    private const string DeletedPrefix = "~deleted-";

    // Names under which a creation that failed may have left a folder. It is no model, and goes before the name is used.
    private readonly ConcurrentDictionary<string, bool> _abandoned = new(StringComparer.Ordinal);

    // The names of folders as they are spelled on the disk. Some file systems find a folder under other spellings of its name, too.
    private readonly ConcurrentDictionary<string, bool> _spelled = new(StringComparer.Ordinal);
    private readonly Lock _spellingLock = new();
    private volatile bool _isUnflushed;

    /// <summary>The names of all models, in their order.</summary>
    public IReadOnlyList<string> List() => [.. files.ListFolders(folder).Where(IsModel).Order(StringComparer.Ordinal)];

    /// <summary>Where something in the folder is.</summary>
    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>The folder of a model.</summary>
    public ModelFolder Of(string name) => new(files, PathOf(name));

    /// <summary>Whether there is a model whose name is spelled so, with nothing done about what a creation that failed has left.</summary>
    public bool IsThere(string name) => !_abandoned.ContainsKey(name) && IsSpelled(name);

    /// <summary>Creates a model with its first snapshot, and notes which user does; false when there is one of that name.</summary>
    public bool Create(string name, ReadOnlySequence<byte> snapshot, string? user = null)
    {
        if (IsTaken(name))
        {
            return false;
        }

        var unfinished = PathOf(NewPrefix + name);
        DeleteIfThere(unfinished);
        files.CreateFolder(unfinished);
        var model = new ModelFolder(files, unfinished);
        model.WriteWhole(ModelFolder.SnapshotName(0), default, snapshot, isFlushed: true).Dispose();
        if (user is not null)
        {
            model.KeepCreator(user);
        }

        try
        {
            MoveDurably(unfinished, PathOf(name));
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            _abandoned[name] = true;
            throw;
        }

        _spelled[name] = true;
        return true;
    }

    /// <summary>Moves a model here that was made elsewhere on the same disk; false when there is one of its name, or none there.</summary>
    public bool TakeOver(string name, string from)
    {
        if (IsTaken(name) || !files.FolderExists(from))
        {
            return false;
        }

        MoveDurably(from, PathOf(name));
        return true;
    }

    /// <summary>Whether there is a model whose name is spelled so, after what a creation that failed has left was removed.</summary>
    public bool Exists(string name)
    {
        RemoveAbandoned(name);
        return IsSpelled(name);
    }

    /// <summary>Removes a model; false when there is none.</summary>
    public bool Delete(string name)
    {
        if (!Exists(name))
        {
            return false;
        }

        var deleted = PathOf(DeletedPrefix + name);
        DeleteIfThere(deleted);
        MoveAway(name, deleted);
        try
        {
            files.DeleteFolder(deleted);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            LogLeftover(logger, deleted, reason);
        }

        return true;
    }

    /// <summary>Flushes names that could not be flushed when they changed, before anything is built on them.</summary>
    public void FlushNames()
    {
        if (Interlocked.Exchange(ref _isUnflushed, false))
        {
            try
            {
                files.FlushFolder(folder);
            }
            catch
            {
                _isUnflushed = true;
                throw;
            }
        }
    }

    /// <summary>Removes what a process that died has left half done.</summary>
    public void RemoveLeftovers()
    {
        foreach (var name in files.ListFiles(folder).Where(name => name.StartsWith(UploadPrefix, StringComparison.Ordinal)))
        {
            files.DeleteFile(PathOf(name));
        }

        foreach (var name in files.ListFolders(folder))
        {
            if (name == Copying || name.StartsWith(NewPrefix, StringComparison.Ordinal) || name.StartsWith(DeletedPrefix, StringComparison.Ordinal))
            {
                try
                {
                    files.DeleteFolder(PathOf(name));
                }
                catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
                {
                    LogLeftover(logger, PathOf(name), reason);
                }
            }
        }
    }

    /// <summary>Creates the folder of all, so that it is there also after the machine lost power.</summary>
    public void CreateFolder()
    {
        var parents = new List<string>();
        for (var made = folder; !files.FolderExists(made) && Path.GetDirectoryName(made) is { } parent; made = parent)
        {
            parents.Add(parent);
        }

        files.CreateFolder(folder);
        parents.ForEach(files.FlushFolder);
    }

    // Another model may have the folder, under another spelling of the name.
    private bool IsTaken(string name)
    {
        RemoveAbandoned(name);
        return files.FolderExists(PathOf(name));
    }

    private void RemoveAbandoned(string name)
    {
        if (_abandoned.ContainsKey(name))
        {
            if (IsSpelled(name))
            {
                var unfinished = PathOf(NewPrefix + name);
                DeleteIfThere(unfinished);
                MoveAway(name, unfinished);
            }

            _abandoned.TryRemove(name, out _);
        }
    }

    private bool IsSpelled(string name)
    {
        if (!files.FolderExists(PathOf(name)))
        {
            return false;
        }

        if (!_spelled.ContainsKey(name))
        {
            lock (_spellingLock)
            {
                foreach (var there in files.ListFolders(folder))
                {
                    _spelled[there] = true;
                }
            }
        }

        return _spelled.ContainsKey(name);
    }

    // A list that was begun before the move has ended when the name is forgotten, so that it cannot come back.
    private void MoveAway(string name, string to)
    {
        try
        {
            MoveDurably(PathOf(name), to);
        }
        finally
        {
            lock (_spellingLock)
            {
                _spelled.TryRemove(name, out _);
            }
        }
    }

    private void MoveDurably(string from, string to)
    {
        files.MoveFolder(from, to);
        try
        {
            files.FlushFolder(folder);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            _isUnflushed = true;
            files.MoveFolder(to, from);
            throw;
        }
    }

    private void DeleteIfThere(string folder)
    {
        if (files.FolderExists(folder))
        {
            files.DeleteFolder(folder);
        }
    }

    private bool IsModel(string name) => ModelNames.IsAllowed(name) && !_abandoned.ContainsKey(name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is left of a model in {Folder} could not be removed; it is tried again at the next start.")]
    private static partial void LogLeftover(ILogger logger, string folder, Exception reason);
}
