using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Signing keys that were made by servers, the newest first: which of them signs, and whose tokens are taken.</summary>
/// <param name="stored">The keys as they are kept.</param>
/// <param name="options">How long a key signs, and a token lives.</param>
internal sealed class KeyRing(IReadOnlyList<StoredKey> stored, OnlineMlAccessOptions options)
{
    private readonly SymmetricSecurityKey[] _keys = [.. stored.Select(key => new SymmetricSecurityKey(Convert.FromBase64String(key.Key)))];

    /// <summary>Whether there is no key yet.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>The keys whose tokens are taken at a time: each until the tokens are over that it has signed before the next one did.</summary>
    public IEnumerable<SecurityKey> TakenAt(DateTimeOffset now) => _keys.Where((_, i) => IsTaken(i, now));

    /// <summary>The key that signs at a time.</summary>
    public SecurityKey SignerAt(DateTimeOffset now) => Array.FindIndex([.. stored], key => key.Created <= now) is >= 0 and var begun ? _keys[begun] : _keys[^1];

    /// <summary>Whether another key is to be made: there is none, or the newest has signed long enough.</summary>
    public bool IsDueAt(DateTimeOffset now) =>
        IsEmpty || (options.SigningKeyLifetime > TimeSpan.Zero && now - stored[0].Created >= options.SigningKeyLifetime);

    /// <summary>The keys with a new one, without those whose tokens are over.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lead">How long the new key is known before it signs; the first one signs at once.</param>
    public List<StoredKey> Renew(DateTimeOffset now, TimeSpan lead)
    {
        var made = new StoredKey(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SigningKeys.LeastBytes)), IsEmpty ? now : now + lead);
        return [made, .. stored.Where((_, i) => IsTaken(i, now))];
    }

    private bool IsTaken(int i, DateTimeOffset now) => i == 0 || now < stored[i - 1].Created + options.TokenLifetime;
}
