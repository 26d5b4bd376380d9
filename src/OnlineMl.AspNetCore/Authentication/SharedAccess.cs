using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The <see cref="AccessList"/> that servers which share models have in common, as it was last read.</summary>
/// <remarks>What this server changes holds here at once, and is written as soon as that can be done. While the list cannot be read, what was known
/// holds, its users for as long as the options say.</remarks>
internal sealed partial class SharedAccess
{
    private const string Name = "access";

    private readonly ISharedTexts _texts;
    private readonly TimeSpan _keepUsersFor;
    private readonly ILogger _logger;
    private readonly SharedRefresh _refresh;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Func<AccessList, AccessList>> _unwritten = new();
    private volatile AccessList _list = AccessList.Empty;
    private volatile bool _hasHadUsers;

    /// <summary>Knows an empty list until it is read.</summary>
    /// <param name="texts">Where the list is.</param>
    /// <param name="keepUsersFor">How long users are known while the list cannot be read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told when the list cannot be read.</param>
    public SharedAccess(ISharedTexts texts, TimeSpan keepUsersFor, TimeProvider time, ILogger<SharedAccess> logger)
    {
        (_texts, _keepUsersFor, _logger) = (texts, keepUsersFor, logger);
        _refresh = new SharedRefresh(ReadAndWriteAsync, LogAway, time);
    }

    /// <summary>The list.</summary>
    public AccessList Current => _list;

    /// <summary>Whether the list was read since the process began.</summary>
    public bool IsRead => _refresh.IsRead;

    /// <summary>Whether the users of the list are known: it was read, and not too long ago.</summary>
    public bool HasUsersKnown => _refresh.IsKnownFor(_keepUsersFor);

    /// <summary>Whether there ever was a user on the list, as far as is known. It stays so, so that nothing becomes open because the list vanishes.</summary>
    public bool HasHadUsers => _hasHadUsers;

    /// <summary>Reads the list, unless that was done just now.</summary>
    public ValueTask RefreshAsync() => _refresh.RefreshAsync(isDue: !_unwritten.IsEmpty);

    /// <summary>Changes the list here, and for all as soon as that can be done. It may be done twice.</summary>
    public async Task ChangeAsync(Func<AccessList, AccessList> change)
    {
        lock (_gate)
        {
            _unwritten.Enqueue(change);
            _list = change(_list);
        }

        await RefreshAsync().ConfigureAwait(false);
    }

    /// <summary>Reads the list, and writes what this server has changed of it.</summary>
    /// <exception cref="StorageException">That cannot be done now.</exception>
    /// <exception cref="JsonException">The list is none.</exception>
    public Task SynchronizeAsync() => _refresh.ReadAsync();

    private async Task ReadAndWriteAsync()
    {
        while (true)
        {
            var (version, text) = await _texts.ReadAsync(Name).ConfigureAwait(false);
            var known = version == 0 ? AccessList.Empty : JsonSerializer.Deserialize(text, AccessJsonContext.Default.AccessList)!;
            Func<AccessList, AccessList>[] changes;
            lock (_gate)
            {
                changes = [.. _unwritten];
                _list = known = changes.Aggregate(known, (list, change) => change(list));
                _hasHadUsers |= known.HasHadUsers || known.Users.Count > 0;
            }

            if (changes.Length == 0)
            {
                return;
            }

            if (await _texts.TryWriteAsync(Name, version, JsonSerializer.SerializeToUtf8Bytes(known, AccessJsonContext.Default.AccessList)).ConfigureAwait(false))
            {
                Array.ForEach(changes, _ => _unwritten.TryDequeue(out var _));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of users and revoked tokens that the servers share cannot be read or written; what is known of it holds.")]
    private partial void LogAway(Exception reason);
}
