using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The <see cref="AccessList"/> that servers which share models have in common, as it was last read.</summary>
/// <remarks>What this server changes holds here at once, and is written as soon as that can be done. While the list cannot be read, what was known
/// holds, its users for as long as the options say.</remarks>
/// <param name="texts">Where the list is.</param>
/// <param name="keepUsersFor">How long users are known while the list cannot be read.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told when the list cannot be read.</param>
internal sealed partial class SharedAccess(ISharedTexts texts, TimeSpan keepUsersFor, TimeProvider time, ILogger<SharedAccess> logger)
{
    private const string Name = "access";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Func<AccessList, AccessList>> _unwritten = new();
    private volatile AccessList _list = AccessList.Empty;
    private Task _looking = Task.CompletedTask;
    private long? _looked;
    private long _read = long.MinValue;
    private volatile bool _isAway;
    private volatile bool _hasHadUsers;

    /// <summary>The list.</summary>
    public AccessList Current => _list;

    /// <summary>Whether the list was read since the process began.</summary>
    public bool IsRead => Interlocked.Read(ref _read) != long.MinValue;

    /// <summary>Whether the users of the list are known: it was read, and not too long ago.</summary>
    public bool HasUsersKnown => IsRead && (!_isAway || time.GetElapsedTime(Interlocked.Read(ref _read)) <= keepUsersFor);

    /// <summary>Whether there ever was a user on the list, as far as is known. It stays so, so that nothing becomes open because the list vanishes.</summary>
    public bool HasHadUsers => _hasHadUsers;

    /// <summary>Reads the list, unless that was done just now.</summary>
    public async ValueTask RefreshAsync()
    {
        Task looking;
        lock (_gate)
        {
            if (IsRead && _looking.IsCompleted && _unwritten.IsEmpty && _looked is { } looked && time.GetElapsedTime(looked) < LookEvery)
            {
                return;
            }

            looking = _looking = _looking.IsCompleted ? Task.Run(LookAsync) : _looking;
        }

        // While the list is away no call waits for it that can do without.
        if (!_isAway || !IsRead)
        {
            await looking.WaitAsync(MaxWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

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
    public Task SynchronizeAsync()
    {
        lock (_gate)
        {
            var before = _looking;
            return _looking = Task.Run(() => SynchronizeAfterAsync(before));
        }
    }

    private async Task SynchronizeAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReadAndWriteAsync().ConfigureAwait(false);
    }

    private async Task ReadAndWriteAsync()
    {
        while (true)
        {
            var (version, text) = await texts.ReadAsync(Name).ConfigureAwait(false);
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
                Interlocked.Exchange(ref _read, time.GetTimestamp());
                return;
            }

            if (await texts.TryWriteAsync(Name, version, JsonSerializer.SerializeToUtf8Bytes(known, AccessJsonContext.Default.AccessList)).ConfigureAwait(false))
            {
                Array.ForEach(changes, _ => _unwritten.TryDequeue(out var _));
            }
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await ReadAndWriteAsync().ConfigureAwait(false);
            _isAway = false;
        }
        catch (Exception reason) when (reason is StorageException or JsonException)
        {
            if (!_isAway)
            {
                _isAway = true;
                LogAway(reason);
                _ = LookUntilThereAsync();
            }
        }

        lock (_gate)
        {
            _looked = time.GetTimestamp();
        }
    }

    private async Task LookUntilThereAsync()
    {
        while (_isAway)
        {
            await Task.Delay(LookEvery, time).ConfigureAwait(false);
            await RefreshAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of users and revoked tokens that the servers share cannot be read or written; what is known of it holds.")]
    private partial void LogAway(Exception reason);
}
