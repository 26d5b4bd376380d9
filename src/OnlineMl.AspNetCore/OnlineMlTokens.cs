using Microsoft.Extensions.Logging;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>Issues and revokes access tokens within the application.</summary>
public sealed partial class OnlineMlTokens
{
    private readonly UserDirectory _users;
    private readonly AccessTokens _tokens;
    private readonly TimeProvider _time;
    private readonly ILogger _audit;

    internal OnlineMlTokens(UserDirectory users, AccessTokens tokens, TimeProvider time, ILoggerFactory loggers) =>
        (_users, _tokens, _time, _audit) = (users, tokens, time, loggers.CreateLogger(OnlineMlDefaults.AuditCategory));

    /// <summary>A new token of a user, as <c>GET auth/token</c> gives it.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="lifetime">How long it is good, 1 second to 365 days; null for <see cref="OnlineMlAccessOptions.TokenLifetime"/>. A key that was made
    /// and is replaced takes longer ones with it.</param>
    /// <exception cref="ArgumentException">There is no such user.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is out of its range.</exception>
    /// <exception cref="OnlineMlException">The key that servers share cannot be read or made now.</exception>
    public string Issue(string user, TimeSpan? lifetime = null)
    {
        if (_users.Find(user) is null)
        {
            throw new ArgumentException($"There is no user '{user}'.", nameof(user));
        }

        if (lifetime is { } life && (life < TimeSpan.FromSeconds(1) || life > TimeSpan.FromDays(365)))
        {
            throw new ArgumentOutOfRangeException(nameof(lifetime), life, "The range of a token's lifetime is 1 second to 365 days.");
        }

        var token = _tokens.Issue(user, lifetime);
        LogIssued(user, token.Id);
        return token.Text;
    }

    /// <summary>Makes a token useless, in this process at once and for others that share the storage folder or a Redis within a second.</summary>
    /// <param name="token">The token, or its claim <c>jti</c>.</param>
    public void Revoke(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        var id = AccessTokens.IdOf(token);
        var now = _time.GetUtcNow();
        _users.Change(list => list.Revoke(id, now + TimeSpan.FromDays(365), now));
        var shown = LogText.Of(id);
        LogRevoked(shown);
    }

    /// <summary>Makes every token that a user has by now useless.</summary>
    /// <param name="user">The user's name.</param>
    public void RevokeAllOf(string user)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        _users.Change(list => list.RevokeAllOf(user, DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds())));
        var shown = LogText.Of(user);
        LogAllRevoked(shown);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A token of '{User}' was issued: {Token}.")]
    private partial void LogIssued(string user, string token);

    [LoggerMessage(Level = LogLevel.Information, Message = "The token {Token} was revoked.")]
    private partial void LogRevoked(string token);

    [LoggerMessage(Level = LogLevel.Information, Message = "All tokens of '{User}' were revoked.")]
    private partial void LogAllRevoked(string user);
}
