using OnlineMl.Redis;
using OnlineMl.Serving.Storage;

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

    public async ValueTask DisposeAsync()
    {
        if (_archive is not null)
        {
            await _archive.DisposeAsync().ConfigureAwait(false);
        }
    }
}
