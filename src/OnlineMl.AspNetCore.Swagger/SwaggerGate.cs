using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Swagger;

/// <summary>Shows what the endpoints are only to users, when there are any.</summary>
internal sealed class SwaggerGate(RequestDelegate next, UserDirectory users, SignIn signIn)
{
    /// <summary>Whether a call is for the document or the page.</summary>
    public static bool IsSwagger(HttpContext context) => context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await users.RefreshAsync().ConfigureAwait(false);
            if (users.IsOpen || await MayReadAsync(context).ConfigureAwait(false))
            {
                await next(context).ConfigureAwait(false);
                return;
            }
        }
        catch (OnlineMlException refusal) when (refusal.Kind is RefusalKind.TooManyRequests or RefusalKind.Unavailable)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"OnlineMl\", charset=\"UTF-8\"";
    }

    private async Task<bool> MayReadAsync(HttpContext context)
    {
        if (BasicAuthorization.Read(context.Request.Headers.Authorization.ToString()) is var (name, secret))
        {
            return await signIn.TryAsync(context, name, secret).ConfigureAwait(false) is { } user && user.Scopes.HasFlag(OnlineMlScopes.Read);
        }

        var result = await context.AuthenticateAsync(OnlineMlDefaults.AuthenticationScheme).ConfigureAwait(false);
        return result.Principal?.HasClaim(AccessTokens.ScopeClaim, "read") == true;
    }
}
