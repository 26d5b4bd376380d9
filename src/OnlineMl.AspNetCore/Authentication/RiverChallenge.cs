using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Answers calls without a good token in the way of the River API, whose clients then ask the realm for one.</summary>
internal static class RiverChallenge
{
    /// <summary>What is said while it is not known who may use the service.</summary>
    public static OnlineMlException Unknown =>
        new(RefusalKind.Unavailable, "It is not known who may use the service, as Redis cannot be reached; try again later.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Lets the challenge say that a token is not refused for good.</summary>
    public static void NoteUnknown(HttpContext context) => context.Features.Set(Unknown);

    /// <summary>401: there is no token that is good now; 503 when that cannot be told.</summary>
    public static Task ChallengeAsync(HttpContext context)
    {
        if (context.Features.Get<OnlineMlException>() is { } unknown)
        {
            RefusalMapper.WriteHeaders(context.Response, unknown);
            return JsonResponse.WriteAsync(
                context.Response, new ErrorResponse(unknown.Message), OnlineMlJsonContext.Default.ErrorResponse, RefusalMapper.StatusOf(unknown.Kind, isModelInBody: false));
        }

        var service = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        var prefix = PrefixOf(context);
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

    // The prefix of the group that the endpoint is in; for an endpoint that is in none, as one of the application's own is, of the first that gives tokens.
    private static string? PrefixOf(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<MappedEndpoint>() is { View: not Views.Health } called)
        {
            return called.PrefixOf(endpoint, context.Request.RouteValues);
        }

        return context.RequestServices.GetService<EndpointDataSource>()?.Endpoints.OfType<RouteEndpoint>()
            .Select(other => other.Metadata.GetMetadata<MappedEndpoint>() is { View: Views.AuthToken } mapped ? mapped.PrefixOf(other, context.Request.RouteValues) : null)
            .FirstOrDefault(prefix => prefix is not null);
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.Headers[WireHeaders.RefusalKind] = RefusalKind.Forbidden.ToString();
        return JsonResponse.WriteAsync(context.Response, new ErrorResponse(message), OnlineMlJsonContext.Default.ErrorResponse, status);
    }
}
