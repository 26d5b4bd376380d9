using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Redis.Sharing;
using OnlineMl.Redis.Storage;

namespace OnlineMl.Cli.Data;

/// <summary>Where the list of users is: in a storage folder, or on a Redis, where all servers of a prefix have it.</summary>
internal sealed class AccessPlace : IAsyncDisposable
{
    private readonly AccessFile? _file;
    private readonly RedisConnection? _connection;
    private readonly SharedAccess? _shared;

    private AccessPlace(AccessFile file) => _file = file;

    private AccessPlace(RedisConnection connection)
    {
        _connection = connection;
        _shared = new SharedAccess(new RedisTexts(connection), TimeSpan.MaxValue, TimeProvider.System, NullLogger<SharedAccess>.Instance);
    }

    /// <summary>What it is called in a sentence.</summary>
    public string Name => _file is null ? "on Redis" : "in the storage folder";

    /// <exception cref="UsageException">Neither or both are named.</exception>
    public static AccessPlace Of(string? storage, string? redis, string prefix) => (storage, redis) switch
    {
        ({ } folder, null) => new AccessPlace(new AccessFile(Path.GetFullPath(folder), TimeProvider.System)),
        (null, { } place) => new AccessPlace(RedisConnection.To(place, prefix, database: null)),
        (null, null) => throw new UsageException("--storage or --redis is missing."),
        _ => throw new UsageException("--storage and --redis exclude each other."),
    };

    /// <exception cref="IOException">It cannot be read now.</exception>
    public async Task<AccessList> ReadAsync()
    {
        if (_file is not null)
        {
            return _file.Current;
        }

        await _shared!.SynchronizeAsync().ConfigureAwait(false);
        return _shared.Current;
    }

    /// <exception cref="IOException">It cannot be written now.</exception>
    public async Task ChangeAsync(Func<AccessList, AccessList> change)
    {
        if (_file is not null)
        {
            _file.Change(change);
            return;
        }

        await _shared!.ChangeAsync(change).ConfigureAwait(false);
        await _shared.SynchronizeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
