using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Storage;

/// <summary>The folder of a <see cref="FileModelStore"/>, or a copy of one, for reading only. Nothing in it is claimed, created or cut, so that a store may
/// have it at the same time.</summary>
/// <param name="folder">Where the models are.</param>
/// <param name="logger">Is told what is damaged.</param>
public sealed class FileModelArchive(string folder, ILogger<FileModelArchive>? logger = null)
{
    private readonly DiskFileSystem _files = new();

    /// <summary>The names of all models, sorted by their character codes.</summary>
    /// <exception cref="StorageException">The folder cannot be read.</exception>
    public IReadOnlyList<string> List()
    {
        try
        {
            return [.. _files.ListFolders(folder).Where(ModelNames.IsAllowed).Order(StringComparer.Ordinal)];
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            throw StorageFailure.Because($"The folder '{folder}' cannot be read", reason);
        }
    }

    /// <summary>Opens the history of a model as far as it goes now.</summary>
    /// <returns>The history, or null when there is no such model.</returns>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public async Task<IModelHistory?> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        ModelNames.Check(name);
        var place = Path.Combine(folder, name);
        try
        {
            return _files.FolderExists(place)
                ? await FileModelHistory.OpenAsync(
                    name, new ModelFolder(_files, place), new LogFaults(logger ?? NullLogger<FileModelArchive>.Instance, name), cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason) && reason is not StorageException)
        {
            throw StorageFailure.Because($"The history of the model '{name}' cannot be read", reason);
        }
    }
}
