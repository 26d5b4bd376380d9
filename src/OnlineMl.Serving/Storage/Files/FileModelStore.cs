using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Storage;

/// <summary>Keeps models in a folder: in it one folder for each, with its log and its snapshots as files.</summary>
/// <remarks>
/// <para>One store at a time can have a folder. The operating system ends its claim together with the process.</para>
/// <para>Events that several threads append during one flush to the disk become durable together with the next one. A failed write fails the events
/// that waited for it, and nothing else: what was acknowledged stays, and the next event is tried anew. A model to which nothing was
/// appended since its last snapshot holds no file open.</para>
/// <para>On a file system that ignores case, names that differ in nothing else can be that of one model only, which is found under its own spelling alone.</para>
/// <para>What is found damaged is never deleted: it is kept in files that end in <c>.damaged</c>.</para>
/// </remarks>
public sealed class FileModelStore : IModelStore, IDisposable
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WriterIdleTime = TimeSpan.FromSeconds(10);
    private readonly string _path;
    private readonly ModelFolders _folders;
    private readonly ClaimedFolder _folder;
    private readonly FileLogContext _context;
    private readonly Lock _closingLock = new();

    // Names that are being created or deleted have no log.
    private readonly ConcurrentDictionary<string, FileModelLog?> _open = new(StringComparer.Ordinal);
    private Task? _closing;

    /// <summary>Makes a store of a folder, which is taken and, when it is missing, created by <see cref="StartAsync"/> or the first call.</summary>
    /// <param name="folder">Where the models are.</param>
    /// <param name="options">How they are kept.</param>
    /// <param name="time">Tells how old events are.</param>
    /// <param name="logger">Is told what is damaged and what cannot be written.</param>
    public FileModelStore(string folder, FileModelStoreOptions? options = null, TimeProvider? time = null, ILogger<FileModelStore>? logger = null)
        : this(folder, options, time, logger, new DiskFileSystem())
    {
    }

    internal FileModelStore(
        string folder, FileModelStoreOptions? options, TimeProvider? time, ILogger<FileModelStore>? logger, IFileSystem files, ProcessIdentity? process = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _path = Path.GetFullPath(folder);
        options ??= new FileModelStoreOptions();
        _context = new FileLogContext(
            options,
            options.Durability == Durability.None ? null : new LogWriters(options.WriterThreads, WriterIdleTime),
            time ?? TimeProvider.System,
            logger ?? NullLogger<FileModelStore>.Instance,
            (name, log) => _open.TryRemove(new KeyValuePair<string, FileModelLog?>(name, log)))
        {
            Process = process ?? ProcessIdentity.Own,
        };
        _folders = new ModelFolders(_path, files, _context.Logger);
        _folder = new ClaimedFolder(_path, files, _folders, _context);
    }

    /// <inheritdoc/>
    public string Kind => "file";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closing is not null, this);
        return _folder.OpenAsync().WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<string>>(
        "The models cannot be listed",
        () => Task.FromResult(_folders.List()),
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        return RunAsync(
            $"It cannot be found out whether there is a model '{name}'",
            () => Task.FromResult(_folders.IsThere(name)),
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The folder belongs to this store alone, so there is nothing to tell.</remarks>
    public async IAsyncEnumerable<ModelChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_context.Loss is { } loss)
        {
            throw loss;
        }

        await RunAsync($"The folder '{_path}' cannot be written", () => Task.FromResult(Check()), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken) =>
        CreateAsync(name, snapshot, null, cancellationToken);

    /// <inheritdoc/>
    public async Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, string? user, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        return _open.TryAdd(name, null)
            ? await OpenClaimedAsync(
                name,
                $"The model '{name}' cannot be created",
                () => Task.FromResult(_folders.Create(name, snapshot, user) ? FileModelLog.Begin(name, _folders.Of(name), _context) : null),
                cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public Task<string?> FindCreatorAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        return RunAsync($"It cannot be found out who created the model '{name}'", () => _folders.Of(name).FindCreatorAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The log is open.</exception>
    public async Task<IModelLog?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        return _open.TryAdd(name, null)
            ? await OpenClaimedAsync(
                name,
                $"The model '{name}' cannot be opened",
                async () => _folders.Exists(name)
                    ? await FileModelLog.OpenAsync(name, _folders.Of(name), _context, cancellationToken).ConfigureAwait(false)
                    : null,
                cancellationToken).ConfigureAwait(false)
            : throw new InvalidOperationException($"The log of the model '{name}' is open; it must be closed before it is opened again.");
    }

    /// <inheritdoc/>
    /// <remarks>A log that is being closed does not keep the deletion waiting: its sink may never give it back.</remarks>
    /// <exception cref="InvalidOperationException">The log is open.</exception>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ModelNames.Check(name);
        if (!_open.TryAdd(name, null) && !(_open.TryGetValue(name, out var log) && log is { IsClosing: true } && _open.TryUpdate(name, null, log)))
        {
            throw new InvalidOperationException($"The log of the model '{name}' is open; it must be closed before the model is deleted.");
        }

        try
        {
            return await RunAsync($"The model '{name}' cannot be deleted", () => Task.FromResult(_folders.Delete(name)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _open.TryRemove(name, out _);
        }
    }

    /// <summary>Moves a model here that another store made on the same disk, whole and in one step. Its log is closed.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="from">Its folder.</param>
    /// <returns>False when there is a model of that name here, or none there.</returns>
    internal Task<bool> TakeOverAsync(string name, string from) =>
        RunAsync($"The model '{name}' cannot be moved", () => Task.FromResult(_folders.TakeOver(name, from)), CancellationToken.None);

    /// <summary>Closes every log, for a container that is not disposed asynchronously; the thread waits for it.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_closingLock)
        {
            _closing ??= Task.Run(CloseAsync);
        }

        await _closing.ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        var closing = Task.WhenAll(_open.Values.OfType<FileModelLog>().Select(log => log.DisposeAsync().AsTask()));
        var begun = Environment.TickCount64;
        while (await Task.WhenAny(closing, Task.Delay(LookPause)).ConfigureAwait(false) != closing)
        {
            // A sink that never gives its log back keeps nobody from ending.
            if (_context.Writers?.CountStuck() > 0 && Environment.TickCount64 - begun > LongestEnd.TotalMilliseconds)
            {
                break;
            }
        }

        _context.Writers?.Dispose();
        await _folder.CloseAsync().ConfigureAwait(false);
    }

    private async Task<IModelLog?> OpenClaimedAsync(
        string name, string failure, Func<Task<FileModelLog?>> open, CancellationToken cancellationToken)
    {
        FileModelLog? log = null;
        try
        {
            log = await RunAsync(failure, open, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (log is null)
            {
                _open.TryRemove(name, out _);
            }
        }

        if (log is null)
        {
            return null;
        }

        _open[name] = log;
        if (_closing is not null)
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(FileModelStore));
        }

        return log;
    }

    private bool Check()
    {
        foreach (var log in _open.Values)
        {
            log?.FindMissing();
        }

        _folder.Check();
        return true;
    }

    /// <summary>Runs what waits for the disk on a thread that may, and says what failed.</summary>
    private async Task<T> RunAsync<T>(string failure, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(
                () =>
                {
                    _folders.FlushNames();
                    return work();
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason) && reason is not StorageException)
        {
            throw StorageFailure.Because(failure, reason);
        }
    }
}
