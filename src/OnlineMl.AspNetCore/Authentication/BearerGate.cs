using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Lets through what brings an access token, in the way of the River API.</summary>
/// <param name="users">The users; nothing is protected when there are none.</param>
/// <param name="tokens">The tokens.</param>
/// <param name="openViews">The views that need no token.</param>
/// <param name="prefix">The path in front of every endpoint, without slashes around it.</param>
internal sealed class BearerGate(UserTokens users, AccessTokens tokens, ICollection<string> openViews, string prefix)
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether nobody can have a token.</summary>
    public bool IsOpen => users.IsEmpty;

    /// <summary>Whether a view needs a token.</summary>
    public bool Protects(string view) => !IsOpen && view is not (Views.ServiceInfo or Views.AuthToken or Views.Health) && !openViews.Contains(view);

    /// <summary>An endpoint of a view behind the gate.</summary>
    public RequestDelegate Guard(string view, RequestDelegate handle)
    {
        if (!Protects(view))
        {
            return handle;
        }

        return context =>
        {
            if (ReadUser(context.Request) is not { } user)
            {
                return RefuseAsync(context);
            }

            context.User = user;
            return handle(context);
        };
    }

    private ClaimsPrincipal? ReadUser(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? tokens.Read(authorization[Scheme.Length..].Trim()) : null;
    }

    private Task RefuseAsync(HttpContext context)
    {
        var service = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        var endpoint = prefix.Length > 0 ? $"{service}/{prefix}/auth/token" : $"{service}/auth/token";
        context.Response.Headers.WWWAuthenticate = $"realm=\"{endpoint}\",service=\"{service}\"";
        context.Response.Headers[WireHeaders.RefusalKind] = RefusalKind.Forbidden.ToString();
        return Answers.WriteAsync(
            context.Response,
            new ErrorResponse($"A bearer token is needed that is good now; {endpoint} gives one to users."),
            OnlineMlJsonContext.Default.ErrorResponse,
            StatusCodes.Status401Unauthorized);
    }
}
