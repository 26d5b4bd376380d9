using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Endpoints;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves what OnlineMl measures to Prometheus.</summary>
public static class OnlineMlPrometheus
{
    private static readonly AuthorizationPolicy AllModels =
        new AuthorizationPolicyBuilder().RequireAssertion(call => call.Resource is HttpContext context && Caller.ModelsOf(context) is null).Build();

    /// <summary>Maps <c>GET /metrics</c>, in Prometheus's text form, with every meter that the application collects. Needs
    /// <c>AddOpenTelemetry().AddOnlineMlPrometheus()</c>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where it is. Default <c>/metrics</c>.</param>
    /// <returns>The endpoint, for policies of the application's own.</returns>
    /// <remarks>The numbers carry the names of models. With users the endpoint needs a token of one who has the scope <c>read</c> and may use all models;
    /// <c>AllowAnonymous()</c> on what is returned opens it.</remarks>
    public static IEndpointConventionBuilder MapOnlineMlPrometheus(this IEndpointRouteBuilder endpoints, string path = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var endpoint = endpoints.MapPrometheusScrapingEndpoint(path);
        var policies = endpoints.ServiceProvider.GetService<IOptions<AuthorizationOptions>>()?.Value;
        if (policies?.GetPolicy(OnlineMlDefaults.ReadPolicy) is not null)
        {
            return endpoint.RequireAuthorization(OnlineMlDefaults.ReadPolicy).RequireAuthorization(AllModels);
        }

        if (policies is not null && endpoints.ServiceProvider.GetService<UserDirectory>() is { } users)
        {
            CloseWithUsers(endpoint, new AccessGate(users, policies, openViews: []));
        }

        return endpoint;
    }

    // The servers may have a first user at any time; the endpoint is mapped only now.
    private static void CloseWithUsers(IEndpointConventionBuilder endpoint, AccessGate gate) => endpoint.Finally(builder =>
    {
        if (builder.RequestDelegate is { } scrape && !builder.Metadata.OfType<IAllowAnonymous>().Any())
        {
            builder.RequestDelegate = gate.WhileOpen(
                Views.Metrics, "GET", scrape, context => Caller.ModelsOf(context) is null ? scrape(context) : RiverChallenge.ForbidAsync(context));
        }
    });
}
