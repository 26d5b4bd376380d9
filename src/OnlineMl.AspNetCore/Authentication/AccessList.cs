using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Who may have tokens, and which tokens are good no longer. Immutable.</summary>
internal sealed record AccessList
{
    /// <summary>Nobody, and no token is revoked.</summary>
    public static AccessList Empty { get; } = new();

    /// <summary>The users, by name.</summary>
    [JsonPropertyName("users")]
    public IReadOnlyList<StoredUser> Users { get; init; } = [];

    /// <summary>Whether there ever was a user, and so access control, even if nobody is left.</summary>
    [JsonPropertyName("has_had_users")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasHadUsers { get; init; }

    /// <summary>Revoked tokens by their identifier (jti), and until when that must be known: as long as the token would be good.</summary>
    [JsonPropertyName("revoked_tokens")]
    public IReadOnlyDictionary<string, DateTimeOffset> RevokedTokens { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Users whose tokens up to that moment, in whole seconds, are revoked.</summary>
    [JsonPropertyName("revoked_users")]
    public IReadOnlyDictionary<string, DateTimeOffset> RevokedUsers { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>With a user in place of one of the same name.</summary>
    public AccessList With(StoredUser user) => this with { HasHadUsers = true, Users = [.. Without(user.Name).Users.Append(user).OrderBy(each => each.Name, StringComparer.Ordinal)] };

    /// <summary>Without the user of a name.</summary>
    public AccessList Without(string name) => this with { Users = [.. Users.Where(user => user.Name != name)] };

    /// <summary>With a token that is good no longer.</summary>
    /// <param name="token">The token's identifier.</param>
    /// <param name="until">Until when it would be good.</param>
    /// <param name="now">What is past is forgotten.</param>
    public AccessList Revoke(string token, DateTimeOffset until, DateTimeOffset now)
    {
        var revoked = RevokedTokens.Where(known => known.Value > now).ToDictionary(StringComparer.Ordinal);
        revoked[token] = until;
        return this with { RevokedTokens = revoked };
    }

    /// <summary>With all tokens of a user up to now good no longer.</summary>
    public AccessList RevokeAllOf(string user, DateTimeOffset now) =>
        this with { RevokedUsers = new Dictionary<string, DateTimeOffset>(RevokedUsers, StringComparer.Ordinal) { [user] = now } };

    /// <summary>Whether a token is good no longer.</summary>
    public bool IsRevoked(string token, string user, DateTimeOffset issued) =>
        RevokedTokens.ContainsKey(token) || (RevokedUsers.TryGetValue(user, out var until) && issued <= until);
}
