using Microsoft.Extensions.Diagnostics.HealthChecks;
using OnlineMl.AspNetCore.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OnlineMl to the health checks of an application.</summary>
public static class OnlineMlHealthChecksBuilderExtensions
{
    /// <summary>Adds a check of the models and their storage.</summary>
    /// <param name="builder">The health checks, of <c>AddHealthChecks()</c>.</param>
    /// <param name="name">What the check is called. Default <c>onlineml</c>.</param>
    /// <param name="failureStatus">What is reported while not every call is taken, as when nothing can be stored. Default
    /// <see cref="HealthStatus.Unhealthy"/>. What is wrong with single models, such as one that cannot be restored, is reported as
    /// <see cref="HealthStatus.Degraded"/>.</param>
    /// <param name="tags">Tags of the check, by which the application may map it.</param>
    /// <remarks>The description of the result names the models that something is wrong with, for the log. <c>MapHealthChecks</c> answers with the status
    /// alone; a response writer of the application's own shows the description to whoever may see that endpoint.</remarks>
    public static IHealthChecksBuilder AddOnlineMl(
        this IHealthChecksBuilder builder, string name = "onlineml", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<ServiceHealthCheck>(name, failureStatus, tags ?? []);
    }
}
