using System.Text;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Reads a user's name and secret (RFC 7617).</summary>
internal static class BasicAuthorization
{
    private const string Scheme = "Basic ";

    /// <summary>The name and the secret in the header Authorization; null when it has none.</summary>
    public static (string Name, string Secret)? Read(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Scheme.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
