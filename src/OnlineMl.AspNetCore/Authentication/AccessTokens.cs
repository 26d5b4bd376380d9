using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>JSON Web Tokens (RFC 7519) signed with HMAC-SHA256, with the claims sub, exp, nbf, iat and jti.</summary>
internal sealed class AccessTokens
{
    /// <summary>The claim of the scopes that a user has, one each.</summary>
    public const string ScopeClaim = "scope";

    private readonly SigningKeys _keys;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;

    public AccessTokens(SigningKeys keys, IOptions<OnlineMlOptions> options, TimeProvider time)
    {
        (_keys, _time, _lifetime) = (keys, time, options.Value.Access.TokenLifetime);
        Rules = new TokenValidationParameters
        {
            IssuerSigningKeyResolver = (_, _, _, _) => keys.Taken,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            NameClaimType = JwtRegisteredClaimNames.Sub,
            LifetimeValidator = (_, _, token, _) => token is JsonWebToken jwt && IsNow(jwt),
        };
    }

    /// <summary>Which tokens are good, but for their user.</summary>
    public TokenValidationParameters Rules { get; }

    /// <summary>Whether it is not known which tokens are good.</summary>
    public bool AreUnknown => _keys.AreUnknown;

    /// <inheritdoc cref="SigningKeys.RefreshAsync"/>
    public ValueTask RefreshAsync() => _keys.RefreshAsync();

    /// <inheritdoc cref="SigningKeys.PrepareAsync"/>
    public ValueTask PrepareAsync() => _keys.PrepareAsync();

    /// <summary>A new token.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="lifetime">How long it is good; null for as long as the options say.</param>
    public AccessToken Issue(string user, TimeSpan? lifetime = null)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var life = lifetime ?? _lifetime;
        var id = Guid.NewGuid().ToString();
        var claims = JsonSerializer.Serialize(
            new TokenClaims(user, (now + life).ToUnixTimeSeconds(), now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds(), id), TokenJsonContext.Default.TokenClaims);
        var signing = new SigningCredentials(_keys.Newest, SecurityAlgorithms.HmacSha256);
        var text = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(claims, signing);
        return new AccessToken(text, id, now, life);
    }

    /// <summary>The identifier of a token, good or not; a text that is no token is an identifier itself.</summary>
    public static string IdOf(string token)
    {
        var handler = new JsonWebTokenHandler();
        return token.Contains('.', StringComparison.Ordinal) && handler.CanReadToken(token) ? handler.ReadJsonWebToken(token).Id : token;
    }

    // The library keeps times as dates of its own, which end sooner than the numbers that a token may have.
    private bool IsNow(JsonWebToken token)
    {
        var now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        return token.TryGetPayloadValue<double>(JwtRegisteredClaimNames.Exp, out var end) && now < end
            && (!token.TryGetPayloadValue<double>(JwtRegisteredClaimNames.Nbf, out var begin) || now >= begin);
    }
}
