using System.Globalization;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Exchanges a user's secret for an access token.</summary>
internal sealed class TokenEndpoint(SignIn signIn, AccessTokens tokens)
{
    public void Map(EndpointTable table) => table.Map(Views.AuthToken, "GET", "/auth/token", IssueAsync);

    private static OnlineMlException Refusal => new(RefusalKind.Forbidden, "The user or the user's token is wrong; they come as Basic authorization.");

    private async Task IssueAsync(HttpContext context)
    {
        var (name, secret) = BasicAuthorization.Read(context.Request.Headers.Authorization.ToString()) ?? throw Refusal;
        var found = await signIn.TryAsync(context, name, secret).ConfigureAwait(false) ?? throw Refusal;
        await tokens.PrepareAsync().ConfigureAwait(false);
        var token = tokens.Issue(found.Name);
        await JsonResponse.WriteAsync(
            context.Response,
            new TokenAnswer(
                token.Text, (long)token.Lifetime.TotalSeconds, token.IssuedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            AnswerJsonContext.Default.TokenAnswer).ConfigureAwait(false);
    }
}
