using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore;
using OnlineMl.Serving;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves OnlineMl models over HTTP.</summary>
public static class OnlineMlEndpointRouteBuilderExtensions
{
    /// <summary>Maps the endpoints of the River API under a prefix.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path in front of every endpoint. Default <c>/api</c>.</param>
    /// <returns>The group of all endpoints, for policies of the application's own.</returns>
    /// <exception cref="InvalidOperationException"><c>AddOnlineMl()</c> was not called.</exception>
    public static RouteGroupBuilder MapOnlineMl(this IEndpointRouteBuilder endpoints, string prefix = "/api")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (endpoints.ServiceProvider.GetService<ModelHost>() is null)
        {
            throw new InvalidOperationException("Call builder.Services.AddOnlineMl() before app.MapOnlineMl().");
        }

        var group = endpoints.MapGroup("/" + prefix.Trim('/'));
        group.AddEndpointFilter<RefusalFilter>();
        ServiceEndpoints.Map(group, prefix.Trim('/'));
        ModelEndpoints.Map(group);
        LearningEndpoints.Map(group);
        StreamEndpoints.Map(group);
        return group;
    }
}
