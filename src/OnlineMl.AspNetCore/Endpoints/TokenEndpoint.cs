using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Exchanges a user's secret for an access token.</summary>
internal sealed class TokenEndpoint(UserTokens users, AccessTokens tokens)
{
    private const string Scheme = "Basic ";

    public void Map(EndpointTable table) => table.Map(Views.AuthToken, "GET", "/auth/token", IssueAsync);

    private static OnlineMlException Refusal => new(RefusalKind.Forbidden, "The user or the user's token is wrong; they come as Basic authorization.");

    private Task IssueAsync(HttpContext context)
    {
        var (user, secret) = ReadSecret(context.Request.Headers.Authorization.ToString());
        if (!users.Has(user, secret))
        {
            throw Refusal;
        }

        var token = tokens.Issue(user);
        context.Response.Headers.CacheControl = "no-store";
        return Answers.WriteAsync(
            context.Response,
            new TokenAnswer(
                token.Text, (long)token.Lifetime.TotalSeconds, token.IssuedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            AnswerJsonContext.Default.TokenAnswer);
    }

    private static (string User, string Secret) ReadSecret(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal;
        }

        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Scheme.Length..].Trim(), bytes, out var length))
        {
            throw Refusal;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? throw Refusal : (text[..colon], text[(colon + 1)..]);
    }
}
