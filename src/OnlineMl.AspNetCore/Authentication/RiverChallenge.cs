using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Answers calls without a good token in the way of the River API, whose clients then ask the realm for one.</summary>
internal static class RiverChallenge
{
    /// <summary>401: there is no token that is good now.</summary>
    public static Task ChallengeAsync(HttpContext context, string? defaultPrefix)
    {
        var service = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        var prefix = context.GetEndpoint()?.Metadata.GetMetadata<MappedEndpoint>()?.Prefix ?? defaultPrefix;
        var endpoint = string.IsNullOrEmpty(prefix) ? $"{service}/auth/token" : $"{service}/{prefix}/auth/token";
        context.Response.Headers.WWWAuthenticate = $"realm=\"{endpoint}\",service=\"{service}\"";
        return RefuseAsync(context, StatusCodes.Status401Unauthorized, $"A bearer token is needed that is good now; {endpoint} gives one to users.");
    }

    /// <summary>403: the token's user may not do this.</summary>
    public static Task ForbidAsync(HttpContext context)
    {
        var scope = context.GetEndpoint()?.Metadata.GetMetadata<MappedEndpoint>()?.Scope.ToString().ToLowerInvariant();
        var user = context.Features.Get<Caller>()?.User.Name;
        return RefuseAsync(
            context,
            StatusCodes.Status403Forbidden,
            scope is null || user is null ? "The user of this token may not do this." : $"The user '{user}' may not do this; the scope '{scope}' is needed.");
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.Headers[WireHeaders.RefusalKind] = RefusalKind.Forbidden.ToString();
        return JsonResponse.WriteAsync(context.Response, new ErrorResponse(message), OnlineMlJsonContext.Default.ErrorResponse, status);
    }
}
