using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>JSON Web Tokens (RFC 7519) signed with HMAC-SHA256, with the claims sub, exp, nbf, iat and jti.</summary>
internal sealed class AccessTokens
{
    /// <summary>How many bytes a key has at least: as many as the signature (RFC 7518, section 3.2).</summary>
    public const int LeastKeyBytes = 32;

    private readonly JwtSecurityTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly TokenValidationParameters _rules;
    private readonly SigningCredentials _signing;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;

    /// <param name="key">The key; null for one that only this process knows.</param>
    /// <param name="lifetime">How long a token is good.</param>
    /// <param name="time">The clock.</param>
    public AccessTokens(string? key, TimeSpan lifetime, TimeProvider time)
    {
        var secret = new SymmetricSecurityKey(key is null ? RandomNumberGenerator.GetBytes(LeastKeyBytes) : Encoding.UTF8.GetBytes(key));
        (_lifetime, _time) = (lifetime, time);
        _handler.InboundClaimTypeMap.Clear();
        _signing = new SigningCredentials(secret, SecurityAlgorithms.HmacSha256);
        _rules = new TokenValidationParameters
        {
            IssuerSigningKey = secret,
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            NameClaimType = JwtRegisteredClaimNames.Sub,
            LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires),
        };
    }

    /// <summary>A new token.</summary>
    public AccessToken Issue(string user)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var payload = new JwtPayload
        {
            { JwtRegisteredClaimNames.Sub, user },
            { JwtRegisteredClaimNames.Exp, (now + _lifetime).ToUnixTimeSeconds() },
            { JwtRegisteredClaimNames.Nbf, now.ToUnixTimeSeconds() },
            { JwtRegisteredClaimNames.Iat, now.ToUnixTimeSeconds() },
            { JwtRegisteredClaimNames.Jti, Guid.NewGuid().ToString() },
        };
        return new AccessToken(_handler.WriteToken(new JwtSecurityToken(new JwtHeader(_signing), payload)), now, _lifetime);
    }

    /// <summary>Whose a token is; null when it is not good, or no longer.</summary>
    public ClaimsPrincipal? Read(string token)
    {
        try
        {
            var user = _handler.ValidateToken(token, _rules, out var validated);

            // The library takes every algorithm of the key; the protocol knows one.
            return validated is JwtSecurityToken { Header.Alg: SecurityAlgorithms.HmacSha256 } ? user : null;
        }
        catch (Exception)
        {
            // The library has many ways to fail on what is no token, and not all of them are meant.
            return null;
        }
    }

    private bool IsNow(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end && (notBefore is not { } begin || now >= begin);
    }
}
