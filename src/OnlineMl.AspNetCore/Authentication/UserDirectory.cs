using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The users of the options and of the storage folder, and which tokens are good no longer.</summary>
/// <remarks>Whether there is access control is decided once, so that nothing becomes open because a file vanishes.</remarks>
internal sealed class UserDirectory
{
    private readonly FrozenDictionary<string, KnownUser> _configured;
    private Snapshot _snapshot;

    public UserDirectory(IOptions<OnlineMlOptions> options, TimeProvider time)
    {
        var value = options.Value;
        File = new AccessFile(value.Storage.StoragePath, time);
        _configured = value.Access.Users.ToFrozenDictionary(user => user.Name, KnownUser.Of, StringComparer.Ordinal);
        IsOpen = _configured.Count == 0 && !File.Exists;
        _snapshot = new Snapshot(AccessList.Empty, _configured);
    }

    /// <summary>Whether there is no access control.</summary>
    public bool IsOpen { get; }

    /// <summary>The list in the storage folder.</summary>
    public AccessFile File { get; }

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
        return now.Users.TryGetValue(name, out var user) && issued >= user.Since && !now.List.IsRevoked(token, name, issued) ? user : null;
    }

    private Snapshot Look()
    {
        var list = File.Current;
        var snapshot = Volatile.Read(ref _snapshot);
        if (ReferenceEquals(list, snapshot.List))
        {
            return snapshot;
        }

        var users = list.Users.ToDictionary(user => user.Name, KnownUser.Of, StringComparer.Ordinal);
        foreach (var (name, user) in _configured)
        {
            users[name] = user;
        }

        snapshot = new Snapshot(list, users);
        Volatile.Write(ref _snapshot, snapshot);
        return snapshot;
    }

    private sealed record Snapshot(AccessList List, IReadOnlyDictionary<string, KnownUser> Users);
}
