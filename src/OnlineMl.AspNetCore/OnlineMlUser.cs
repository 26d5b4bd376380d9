using System.ComponentModel;
using OnlineMl.AspNetCore.Configuration;

namespace OnlineMl.AspNetCore;

/// <summary>Who may have access tokens.</summary>
/// <remarks>A text <c>name:secret</c> is a user who may do everything. In configuration a user is such a text or an object:
/// <c>OnlineMl__Users__0__Name</c>, <c>…__Secret</c>, <c>…__Scopes</c> (<c>read, predict</c>), <c>…__Models</c> (<c>churn*, prices</c>).</remarks>
/// <param name="name">What the user is called; has no colon.</param>
/// <param name="secret">What the user signs in with: a hash that <c>onlineml user hash</c> makes, or the plain secret.</param>
[TypeConverter(typeof(UserConverter))]
public sealed class OnlineMlUser(string name, string secret)
{
    /// <summary>What the user is called.</summary>
    public string Name { get; } = name;

    /// <summary>What the user signs in with: a hash that <c>onlineml user hash</c> makes, or the plain secret, of which the log warns.</summary>
    public string Secret { get; } = secret;

    /// <summary>What the user may do. Default everything.</summary>
    public OnlineMlScopes Scopes { get; init; } = OnlineMlScopes.All;

    /// <summary>The models that the user may use, as names in which <c>*</c> stands for any characters. Default all.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["*"];

    /// <summary>A user who may do everything, from a text <c>name:secret</c>.</summary>
    public static implicit operator OnlineMlUser(string text) => FromString(text);

    /// <summary>A user who may do everything.</summary>
    /// <param name="text"><c>name:secret</c>; a text without a colon has no secret and is refused when the application starts.</param>
    public static OnlineMlUser FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new OnlineMlUser(text, "") : new OnlineMlUser(text[..colon], text[(colon + 1)..]);
    }

    /// <summary>The user's name.</summary>
    public override string ToString() => Name;
}
