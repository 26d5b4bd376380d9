using Microsoft.Extensions.Diagnostics.HealthChecks;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Diagnostics;

/// <summary>How the host is, for the health checks of the application.</summary>
internal sealed class ServiceHealthCheck(ModelHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = host.Health;
        var description = health.Problems.Count > 0 ? string.Join(' ', health.Problems) : null;
        return Task.FromResult(
            !health.IsReady ? new HealthCheckResult(context.Registration.FailureStatus, description)
            : description is not null ? HealthCheckResult.Degraded(description)
            : HealthCheckResult.Healthy());
    }
}
