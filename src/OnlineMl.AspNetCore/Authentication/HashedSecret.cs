using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Secrets as PBKDF2 with HMAC-SHA256 (RFC 8018), so that whoever reads them cannot sign in.</summary>
/// <remarks>The text is <c>pbkdf2-sha256$iterations$salt$hash</c>, the last two in base64.</remarks>
internal static class HashedSecret
{
    private const string Prefix = "pbkdf2-sha256$";
    private const int Iterations = 600_000;
    private const int MostIterations = 10_000_000;

    /// <summary>Whether a text is a hash rather than a plain secret.</summary>
    public static bool IsHash(string text) => TryRead(text, out _, out _, out _);

    /// <summary>Whether a text looks like a hash, whole or not.</summary>
    public static bool IsMeantAsHash(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The hash of a secret, with a salt of its own.</summary>
    public static string Make(string secret, int iterations = Iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Derive(secret, salt, iterations, SHA256.HashSizeInBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Whether a secret is the one of a hash. Takes about a tenth of a second by design.</summary>
    public static bool IsOf(string text, string secret) => TryRead(text, out var iterations, out var salt, out var hash)
        && CryptographicOperations.FixedTimeEquals(hash, Derive(secret, salt, iterations, hash.Length));

    private static byte[] Derive(string secret, byte[] salt, int iterations, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, iterations, HashAlgorithmName.SHA256, length);

    private static bool TryRead(string text, out int iterations, out byte[] salt, out byte[] hash)
    {
        (iterations, salt, hash) = (0, [], []);
        if (!IsMeantAsHash(text) || text[Prefix.Length..].Split('$') is not [var count, var first, var second]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations) || iterations is < 1 or > MostIterations)
        {
            return false;
        }

        try
        {
            (salt, hash) = (Convert.FromBase64String(first), Convert.FromBase64String(second));
            return salt.Length >= 8 && hash.Length >= 16;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
