using OnlineMl.Redis;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Cli.Data;

/// <summary>Where models are kept: a folder, or a Redis.</summary>
/// <param name="Folder">The folder; null for a Redis.</param>
/// <param name="Redis">Where Redis is; null for a folder.</param>
/// <param name="Prefix">What the keys on Redis begin with.</param>
internal sealed record ModelPlace(string? Folder, string? Redis, string Prefix) : IAsyncDisposable
{
    private const string RedisScheme = "redis:";
    private readonly RedisModelArchive? _archive = Redis is null ? null : new RedisModelArchive(Redis, Prefix);

    /// <summary>Reads <c>models</c> as a folder and <c>redis:localhost:6379</c> as a Redis.</summary>
    public static ModelPlace Parse(string text, string prefix) =>
        text.StartsWith(RedisScheme, StringComparison.Ordinal) ? new ModelPlace(null, text[RedisScheme.Length..], prefix) : new ModelPlace(text, null, prefix);

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        _archive is null ? new FileModelArchive(Folder!).List() : await _archive.ListAsync(cancellationToken).ConfigureAwait(false);

    public Task<IModelHistory?> OpenAsync(string name, CancellationToken cancellationToken) =>
        _archive is null ? new FileModelArchive(Folder!).OpenAsync(name, cancellationToken) : _archive.OpenAsync(name, cancellationToken);

    /// <summary>The place for writing; every event stays.</summary>
    public IModelStore OpenStore() => Redis is null
        ? new FileModelStore(Folder!, new FileModelStoreOptions { Retention = LogRetention.All })
        : new RedisModelStore(Redis, new RedisModelStoreOptions { Prefix = Prefix, Retention = LogRetention.All, Durability = Durability.None });

    /// <summary>Where a model is made before it is moved to this place, which has it then as a whole.</summary>
    public ModelPlace Aside => Redis is null ? new ModelPlace(Path.Combine(Folder!, ModelFolders.Copying), null, Prefix) : new ModelPlace(null, Redis, Prefix + "copying:");

    /// <summary>Moves a model to this place.</summary>
    /// <param name="store">The store of this place.</param>
    /// <param name="aside">Where it is.</param>
    /// <param name="name">The name of the model.</param>
    /// <returns>False when there is one of its name.</returns>
    public static Task<bool> TakeOverAsync(IModelStore store, ModelPlace aside, string name) => store switch
    {
        FileModelStore files => files.TakeOverAsync(name, Path.Combine(aside.Folder!, name)),
        RedisModelStore redis => redis.TakeOverAsync(name, aside.Prefix),
        _ => throw new ArgumentException($"Models cannot be moved within '{store.Kind}'.", nameof(store)),
    };

    public async ValueTask DisposeAsync()
    {
        if (_archive is not null)
        {
            await _archive.DisposeAsync().ConfigureAwait(false);
        }
    }
}
