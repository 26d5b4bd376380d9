namespace OnlineMl.Serving;

/// <summary>Keeps snapshots as files in one folder: <c>name.oml</c> and, one save older, <c>name.oml.previous</c>.</summary>
/// <remarks>A snapshot is written beside the old one, flushed to the disk and renamed over it, so that a crash leaves the old
/// or the new one, never a part.</remarks>
public sealed class FileModelStore : IModelStore
{
    private const string Extension = ".oml";
    private readonly string _folder;

    /// <summary>A store in a folder, which is created when it is missing.</summary>
    public FileModelStore(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
    }

    /// <inheritdoc/>
    public string Kind => "file";

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
        [
            .. Directory.EnumerateFiles(_folder, "*" + Extension).Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal),
        ]);

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string name, bool previous, CancellationToken cancellationToken)
    {
        var path = PathOf(name) + (previous ? ".previous" : "");
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        var fresh = path + ".new";
        var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        if (File.Exists(path))
        {
            File.Copy(path, path + ".previous", overwrite: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        File.Delete(path);
        File.Delete(path + ".previous");
        return Task.CompletedTask;
    }

    private string PathOf(string name)
    {
        ModelNames.Check(name);
        return Path.Combine(_folder, name + Extension);
    }
}
