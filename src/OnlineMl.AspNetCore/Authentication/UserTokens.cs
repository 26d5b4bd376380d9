using System.Security.Cryptography;
using System.Text;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The users who may have access tokens, each with a secret token of their own.</summary>
internal sealed class UserTokens
{
    // Only digests are compared, so that a comparison takes the same time whatever is sent.
    private readonly byte[] _nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly Dictionary<string, byte[]> _digests = new(StringComparer.Ordinal);

    /// <param name="users">Users as <c>name:token</c>.</param>
    public UserTokens(IEnumerable<string> users)
    {
        foreach (var user in users)
        {
            var colon = user.IndexOf(':', StringComparison.Ordinal);
            _digests[user[..colon]] = Digest(user[(colon + 1)..]);
        }
    }

    public bool IsEmpty => _digests.Count == 0;

    /// <summary>Whether a text is a user with a token.</summary>
    public static bool IsUser(string text) => text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && colon < text.Length - 1;

    public bool Has(string user, string token) =>
        CryptographicOperations.FixedTimeEquals(_digests.GetValueOrDefault(user, _nobody), Digest(token));

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
