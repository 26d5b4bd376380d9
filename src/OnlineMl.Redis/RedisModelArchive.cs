using OnlineMl.Redis.Storage;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;
using StackExchange.Redis;

namespace OnlineMl.Redis;

/// <summary>What a <see cref="RedisModelStore"/> keeps, for reading only, while servers go on with it.</summary>
/// <remarks><example><code>
/// await using var archive = new RedisModelArchive("redis:6379");
/// var history = await archive.OpenAsync("churn");
/// var result = await new LogReplay(history!).RunAsync();
/// </code></example></remarks>
public sealed class RedisModelArchive : IAsyncDisposable
{
    private static readonly SnapshotRetention Everything = new(LogRetention.All, events: null);
    private readonly RedisConnection _connection;

    /// <summary>What is on a Redis, by a connection of its own.</summary>
    /// <param name="configuration">Where Redis is, as StackExchange.Redis reads it.</param>
    /// <param name="prefix">What all keys begin with.</param>
    /// <param name="database">The number of the database; null for the one that the connection says.</param>
    public RedisModelArchive(string configuration, string prefix = "onlineml:", int? database = null) =>
        _connection = RedisConnection.To(configuration, prefix, database);

    /// <summary>What is on a Redis, by the connection of an application, which stays open.</summary>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="prefix">What all keys begin with.</param>
    /// <param name="database">The number of the database; null for the one that the connection says.</param>
    public RedisModelArchive(IConnectionMultiplexer multiplexer, string prefix = "onlineml:", int? database = null) =>
        _connection = RedisConnection.Over(multiplexer, prefix, database);

    /// <summary>The names of all models, sorted by their character codes.</summary>
    /// <exception cref="StorageException">Redis is away.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return [.. (await new NamesIndex(_connection).ListAsync(DateTimeOffset.UnixEpoch).ConfigureAwait(false)).Select(model => model.Name)];
    }

    /// <summary>Opens the history of a model as far as it goes now.</summary>
    /// <returns>The history, or null when there is no such model.</returns>
    /// <exception cref="StorageException">Redis is away, or a newer version wrote it.</exception>
    public async Task<IModelHistory?> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        ModelNames.Check(name);
        return await RedisLog.OpenAsync(name, _connection, Everything, TimeProvider.System).ConfigureAwait(false) is { } log
            ? await SharedLogHistory.OpenAsync(name, log, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
