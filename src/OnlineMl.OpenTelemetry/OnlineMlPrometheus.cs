using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves what OnlineMl measures to Prometheus.</summary>
public static class OnlineMlPrometheus
{
    /// <summary>Maps <c>GET /metrics</c>, in Prometheus's text form, with every meter that the application collects. Needs
    /// <c>AddOpenTelemetry().AddOnlineMlPrometheus()</c>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where it is. Default <c>/metrics</c>.</param>
    /// <returns>The endpoint, for policies of the application's own.</returns>
    /// <remarks>The numbers carry the names of models. With users the endpoint needs a token of the scope <c>read</c>, as <c>GET models</c> does;
    /// <c>AllowAnonymous()</c> on what is returned opens it.</remarks>
    public static IEndpointConventionBuilder MapOnlineMlPrometheus(this IEndpointRouteBuilder endpoints, string path = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var endpoint = endpoints.MapPrometheusScrapingEndpoint(path);
        var policies = endpoints.ServiceProvider.GetService<IOptions<AuthorizationOptions>>()?.Value;
        return policies?.GetPolicy(OnlineMlDefaults.ReadPolicy) is null ? endpoint : endpoint.RequireAuthorization(OnlineMlDefaults.ReadPolicy);
    }
}
