using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The folder of a store, which is the store's alone from its opening to its end.</summary>
internal sealed partial class ClaimedFolder(string path, IFileSystem files, ModelFolders models, FileLogContext context)
{
    private const string ProbeName = "~probe";
    private const int ProbeBytes = 4096;

    private readonly Lock _lock = new();
    private Task? _opening;
    private IFolderClaim? _claim;
    private bool _isClosed;

    /// <summary>Takes the folder, which is created when it is missing, and removes what a process that died has left half done. Once is enough; an attempt
    /// that failed is made again.</summary>
    /// <exception cref="StorageException">Another store has the folder, or it cannot be written.</exception>
    public Task OpenAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(FileModelStore));
            return _opening is null or { IsFaulted: true } ? _opening = Task.Run(Open) : _opening;
        }
    }

    /// <summary>Lets the folder go.</summary>
    public async Task CloseAsync()
    {
        Task? opening;
        lock (_lock)
        {
            _isClosed = true;
            opening = _opening;
        }

        if (opening is not null)
        {
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _claim?.Dispose();
    }

    /// <summary>Looks whether the folder is still the store's and can be written.</summary>
    /// <exception cref="StorageException">It is another's by now.</exception>
    public void Check()
    {
        if (_claim!.FindThief() is { } thief)
        {
            context.Loss = new StorageException($"The folder '{path}' was taken by {thief}; nothing is written there any more, so that no events of either are lost.");
            LogLost(context.Logger, path, thief);
            throw context.Loss;
        }

        var probe = models.PathOf(ProbeName);
        using (var file = files.Create(probe))
        {
            file.Write(new byte[ProbeBytes], 0);
            file.Flush();
        }

        files.DeleteFile(probe);
    }

    private void Open()
    {
        IFolderClaim? claim = null;
        try
        {
            models.CreateFolder();
            claim = files.Lock(path);
            models.RemoveLeftovers();
            context.Writers?.Start();
            _claim = claim;
        }
        catch (Exception reason)
        {
            claim?.Dispose();
            if (StorageFailure.IsOfFiles(reason) && reason is not StorageException)
            {
                throw StorageFailure.Because($"The folder '{path}' cannot be used", reason);
            }

            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The folder {Folder} was taken by {Thief}; nothing is written there any more.")]
    private static partial void LogLost(ILogger logger, string folder, string thief);
}
