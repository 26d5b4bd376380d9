using System.Buffers;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Storage;

/// <content>Folders of models, which appear and vanish whole, also when the machine loses power.</content>
public sealed partial class FileModelStore
{
    private bool Check()
    {
        if (_lock.FindThief() is { } thief)
        {
            _context.Loss = new StorageException($"The folder '{_folder}' was taken by {thief}; nothing is written there any more, so that no events of either are lost.");
            LogLost(_context.Logger, _folder, thief);
            throw _context.Loss;
        }

        foreach (var log in _open.Values)
        {
            log?.FindMissing();
        }

        var probe = PathOf(ProbeName);
        using (var file = _files.Create(probe))
        {
            file.Write(new byte[ProbeBytes], 0);
            file.Flush();
        }

        _files.DeleteFile(probe);
        return true;
    }

    private bool Create(string name, ReadOnlySequence<byte> snapshot)
    {
        if (Exists(name))
        {
            return false;
        }

        var unfinished = PathOf(NewPrefix + name);
        DeleteIfThere(unfinished);
        _files.CreateFolder(unfinished);
        new ModelFolder(_files, unfinished).WriteWhole(ModelFolder.SnapshotName(0), default, snapshot, isFlushed: true).Dispose();
        try
        {
            MoveDurably(unfinished, PathOf(name));
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            _abandoned[name] = true;
            throw;
        }

        return true;
    }

    /// <summary>Whether there is a model, after what a creation that failed has left was removed.</summary>
    private bool Exists(string name)
    {
        var place = PathOf(name);
        if (_abandoned.ContainsKey(name))
        {
            if (_files.FolderExists(place))
            {
                var unfinished = PathOf(NewPrefix + name);
                DeleteIfThere(unfinished);
                MoveDurably(place, unfinished);
            }

            _abandoned.TryRemove(name, out _);
        }

        return _files.FolderExists(place);
    }

    private bool IsModel(string name) => ModelNames.IsAllowed(name) && !_abandoned.ContainsKey(name);

    private bool Delete(string name)
    {
        if (!Exists(name))
        {
            return false;
        }

        var deleted = PathOf(DeletedPrefix + name);
        DeleteIfThere(deleted);
        MoveDurably(PathOf(name), deleted);
        try
        {
            _files.DeleteFolder(deleted);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            LogLeftover(_context.Logger, deleted, reason);
        }

        return true;
    }

    private void MoveDurably(string from, string to)
    {
        _files.MoveFolder(from, to);
        try
        {
            _files.FlushFolder(_folder);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            _isUnflushed = true;
            _files.MoveFolder(to, from);
            throw;
        }
    }

    /// <summary>Flushes names that could not be flushed when they changed, before anything is built on them.</summary>
    private void FlushNames()
    {
        if (Interlocked.Exchange(ref _isUnflushed, false))
        {
            try
            {
                _files.FlushFolder(_folder);
            }
            catch
            {
                _isUnflushed = true;
                throw;
            }
        }
    }

    private void DeleteIfThere(string folder)
    {
        if (_files.FolderExists(folder))
        {
            _files.DeleteFolder(folder);
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var name in _files.ListFiles(_folder).Where(name => name.StartsWith(UploadPrefix, StringComparison.Ordinal)))
        {
            _files.DeleteFile(PathOf(name));
        }

        foreach (var name in _files.ListFolders(_folder))
        {
            if (name.StartsWith(NewPrefix, StringComparison.Ordinal) || name.StartsWith(DeletedPrefix, StringComparison.Ordinal))
            {
                try
                {
                    _files.DeleteFolder(PathOf(name));
                }
                catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
                {
                    LogLeftover(_context.Logger, PathOf(name), reason);
                }
            }
        }
    }

    /// <summary>Creates the store's folder, so that it is there also after the machine lost power.</summary>
    private void CreateFolder()
    {
        var parents = new List<string>();
        for (var made = _folder; !_files.FolderExists(made) && Path.GetDirectoryName(made) is { } parent; made = parent)
        {
            parents.Add(parent);
        }

        _files.CreateFolder(_folder);
        parents.ForEach(_files.FlushFolder);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The folder {Folder} was taken by {Thief}; nothing is written there any more.")]
    private static partial void LogLost(ILogger logger, string folder, string thief);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is left of a model in {Folder} could not be removed; it is tried again at the next start.")]
    private static partial void LogLeftover(ILogger logger, string folder, Exception reason);
}
