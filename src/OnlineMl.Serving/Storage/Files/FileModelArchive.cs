using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Storage;

/// <summary>The folder of a <see cref="FileModelStore"/>, or a copy of one, for reading only. Nothing in it is claimed, created or cut, so that a store may
/// have it at the same time.</summary>
public sealed class FileModelArchive
{
    private readonly string _folder;
    private readonly IFileSystem _files;
    private readonly ILogger _logger;

    /// <summary>The archive in a folder.</summary>
    /// <param name="folder">Where the models are.</param>
    /// <param name="logger">Is told what is damaged.</param>
    public FileModelArchive(string folder, ILogger<FileModelArchive>? logger = null)
        : this(folder, new DiskFileSystem(), logger)
    {
    }

    internal FileModelArchive(string folder, IFileSystem files, ILogger<FileModelArchive>? logger = null) =>
        (_folder, _files, _logger) = (folder, files, logger ?? NullLogger<FileModelArchive>.Instance);

    // What a store that has the folder does meanwhile is seen anew each time.
    private ModelFolders Folders => new(_folder, _files, _logger);

    /// <summary>The names of all models, sorted by their character codes.</summary>
    /// <exception cref="StorageException">The folder cannot be read.</exception>
    public IReadOnlyList<string> List()
    {
        try
        {
            return Folders.List();
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.Because($"The folder '{_folder}' cannot be read", reason);
        }
    }

    /// <summary>Opens the history of a model as far as it goes now.</summary>
    /// <returns>The history, or null when there is no such model.</returns>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public async Task<IModelHistory?> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        ModelNames.Check(name);
        var folders = Folders;
        try
        {
            return folders.IsThere(name)
                ? await FileModelHistory.OpenAsync(name, folders.Of(name), new LogFaults(_logger, name), cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason) && reason is not StorageException)
        {
            throw StorageFailure.Because($"The history of the model '{name}' cannot be read", reason);
        }
    }
}
