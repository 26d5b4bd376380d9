using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The users of the options, of the storage folder and of the list that servers share, and which tokens are good no longer.</summary>
/// <remarks>Whether there is access control is decided at the start, so that nothing becomes open because a file vanishes. Where servers share a list, the
/// first user on it begins access control on all of them, and until it is known whether there is one nobody is let in.</remarks>
internal sealed class UserDirectory
{
    private static readonly TimeSpan MaxWaitAtStart = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, KnownUser> _configured;
    private readonly bool _isOpenByItself;
    private readonly SharedAccess? _shared;
    private Snapshot _snapshot;

    public UserDirectory(IOptions<OnlineMlOptions> options, TimeProvider time, ILoggerFactory? loggers = null, ISharedTexts? texts = null)
    {
        var value = options.Value;
        File = new AccessFile(value.Storage.StoragePath, time);
        _configured = value.Access.Users.ToFrozenDictionary(user => user.Name, KnownUser.Of, StringComparer.Ordinal);
        _isOpenByItself = _configured.Count == 0 && !File.Exists;
        _snapshot = new Snapshot(AccessList.Empty, AccessList.Empty, _configured, HasUsersKnown: true);
        if (texts is not null)
        {
            _shared = new SharedAccess(texts, value.Access.KeepUsersFor, time, (loggers ?? NullLoggerFactory.Instance).CreateLogger<SharedAccess>());

            // What endpoints need is said when they are mapped, which waits for nobody.
            _shared.RefreshAsync().AsTask().Wait(MaxWaitAtStart);
        }

        MayClose = _isOpenByItself && _shared is { HasHadUsers: false };
    }

    /// <summary>Whether there is no access control now, as far as is known for sure.</summary>
    public bool IsOpen => _isOpenByItself && (_shared is null || (_shared.IsRead && !_shared.HasHadUsers));

    /// <summary>Whether there was no access control at the start, and others may begin it.</summary>
    public bool MayClose { get; }

    /// <summary>Whether it is not known who may use the service, as the list that servers share cannot be read.</summary>
    public bool IsUnknown => _shared is { HasUsersKnown: false };

    /// <summary>The list in the storage folder.</summary>
    public AccessFile File { get; }

    /// <summary>Whether the list that servers share has not been read yet, so that nobody is let in.</summary>
    public bool IsUnread => _shared is { IsRead: false };

    /// <summary>Reads what servers share, unless that was done just now.</summary>
    public ValueTask RefreshAsync() => _shared?.RefreshAsync() ?? default;

    /// <summary>Changes the list in the storage folder, or in memory, and the one that servers share: here at once, there as soon as that can be done.</summary>
    public void Change(Func<AccessList, AccessList> change)
    {
        File.Change(change);
        _ = _shared?.ChangeAsync(change);
    }

    /// <summary>Waits until the list that servers share is read and has what was changed here.</summary>
    /// <exception cref="StorageException">It cannot be read or written now.</exception>
    public Task SynchronizeAsync() => _shared?.SynchronizeAsync() ?? Task.CompletedTask;

    /// <summary>Every user.</summary>
    public IEnumerable<KnownUser> All => Look().Users.Values;

    /// <summary>The user of a name; those of the options come first.</summary>
    public KnownUser? Find(string name) => Look().Users.GetValueOrDefault(name);

    /// <summary>The user of a token that was signed by a key of ours; null when the token is good no longer.</summary>
    /// <param name="name">The token's subject.</param>
    /// <param name="token">The token's identifier.</param>
    /// <param name="issued">When it was issued, in whole seconds.</param>
    public KnownUser? FindOwner(string name, string token, DateTimeOffset issued)
    {
        var now = Look();
        return now.Users.TryGetValue(name, out var user) && issued >= user.Since && !IsUnread
            && !now.List.IsRevoked(token, name, issued) && !now.Shared.IsRevoked(token, name, issued) ? user : null;
    }

    private Snapshot Look()
    {
        var (list, shared, isKnown) = (File.Current, _shared?.Current ?? AccessList.Empty, !IsUnknown);
        var snapshot = Volatile.Read(ref _snapshot);
        if (ReferenceEquals(list, snapshot.List) && ReferenceEquals(shared, snapshot.Shared) && isKnown == snapshot.HasUsersKnown)
        {
            return snapshot;
        }

        var users = isKnown ? shared.Users.ToDictionary(user => user.Name, KnownUser.Of, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        foreach (var user in list.Users)
        {
            users[user.Name] = KnownUser.Of(user);
        }

        foreach (var (name, user) in _configured)
        {
            users[name] = user;
        }

        snapshot = new Snapshot(list, shared, users, isKnown);
        Volatile.Write(ref _snapshot, snapshot);
        return snapshot;
    }

    private sealed record Snapshot(AccessList List, AccessList Shared, IReadOnlyDictionary<string, KnownUser> Users, bool HasUsersKnown);
}
