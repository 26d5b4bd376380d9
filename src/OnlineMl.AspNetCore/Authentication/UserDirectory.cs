using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Sharing;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The users of the options, of the storage folder and of the list that servers share, and which tokens are good no longer.</summary>
/// <remarks>Whether there is access control is decided once, by what this server has itself, so that nothing becomes open because a file vanishes.</remarks>
internal sealed class UserDirectory
{
    private readonly FrozenDictionary<string, KnownUser> _configured;
    private Snapshot _snapshot;

    private readonly SharedAccess? _shared;

    public UserDirectory(IOptions<OnlineMlOptions> options, TimeProvider time, ILoggerFactory? loggers = null, ISharedTexts? texts = null)
    {
        var value = options.Value;
        _shared = texts is null ? null : new SharedAccess(texts, time, (loggers ?? NullLoggerFactory.Instance).CreateLogger<SharedAccess>());
        File = new AccessFile(value.Storage.StoragePath, time);
        _configured = value.Access.Users.ToFrozenDictionary(user => user.Name, KnownUser.Of, StringComparer.Ordinal);
        IsOpen = _configured.Count == 0 && !File.Exists;
        _snapshot = new Snapshot(AccessList.Empty, AccessList.Empty, _configured);
    }

    /// <summary>Whether there is no access control.</summary>
    public bool IsOpen { get; }

    /// <summary>The list in the storage folder.</summary>
    public AccessFile File { get; }

    /// <summary>Reads what servers share, unless that was done just now.</summary>
    public ValueTask RefreshAsync() => _shared?.RefreshAsync() ?? default;

    /// <summary>Changes the list in the storage folder, or in memory, and the one that servers share: here at once, there as soon as that can be done.</summary>
    public void Change(Func<AccessList, AccessList> change)
    {
        File.Change(change);
        _ = _shared?.ChangeAsync(change);
    }

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
        return now.Users.TryGetValue(name, out var user) && issued >= user.Since
            && !now.List.IsRevoked(token, name, issued) && !now.Shared.IsRevoked(token, name, issued) ? user : null;
    }

    private Snapshot Look()
    {
        var (list, shared) = (File.Current, _shared?.Current ?? AccessList.Empty);
        var snapshot = Volatile.Read(ref _snapshot);
        if (ReferenceEquals(list, snapshot.List) && ReferenceEquals(shared, snapshot.Shared))
        {
            return snapshot;
        }

        var users = shared.Users.ToDictionary(user => user.Name, KnownUser.Of, StringComparer.Ordinal);
        foreach (var user in list.Users)
        {
            users[user.Name] = KnownUser.Of(user);
        }

        foreach (var (name, user) in _configured)
        {
            users[name] = user;
        }

        snapshot = new Snapshot(list, shared, users);
        Volatile.Write(ref _snapshot, snapshot);
        return snapshot;
    }

    private sealed record Snapshot(AccessList List, AccessList Shared, IReadOnlyDictionary<string, KnownUser> Users);
}
