using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Endpoints;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves OnlineMl models over HTTP.</summary>
public static class OnlineMlEndpointRouteBuilderExtensions
{
    /// <summary>Maps the endpoints of the River API, and those beyond it, under a prefix.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path in front of every endpoint. Default <c>/api</c>.</param>
    /// <param name="configure">Says what is not for all endpoints, such as who may predict; default nothing.</param>
    /// <returns>The group of all endpoints, for policies of the application's own.</returns>
    /// <remarks>With users the endpoints need <c>UseAuthentication()</c> and <c>UseAuthorization()</c> in the pipeline. A <c>WebApplication</c> has them by
    /// itself; one that calls <c>UseRouting()</c> calls them after it.</remarks>
    /// <exception cref="InvalidOperationException"><c>AddOnlineMl()</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">Options are wrong; the message lists all faults.</exception>
    public static RouteGroupBuilder MapOnlineMl(this IEndpointRouteBuilder endpoints, string prefix = "/api", Action<OnlineMlConventions>? configure = null)
    {
        var group = new MappedGroup(endpoints, prefix, nameof(MapOnlineMl), configure);
        group.MapAll();
        return group.Endpoints;
    }

    /// <summary>Maps the endpoints under <c>/api</c>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="configure">Says what is not for all endpoints, such as who may predict.</param>
    /// <inheritdoc cref="MapOnlineMl(IEndpointRouteBuilder, string, Action{OnlineMlConventions})"/>
    public static RouteGroupBuilder MapOnlineMl(this IEndpointRouteBuilder endpoints, Action<OnlineMlConventions> configure) =>
        endpoints.MapOnlineMl("/api", configure);

    /// <summary>Maps <c>live</c> and <c>ready</c> apart from the other endpoints, so that the policies of those are not theirs.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path in front of both. Default <c>/health</c>.</param>
    /// <returns>The group of both endpoints. What is wrong with single models they tell with a token only, when there are users.</returns>
    /// <remarks>They are in the group of <c>MapOnlineMl</c>, too, unless <see cref="OnlineMlConventions.IncludesHealth"/> is false there.</remarks>
    /// <exception cref="InvalidOperationException"><c>AddOnlineMl()</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">Options are wrong; the message lists all faults.</exception>
    public static RouteGroupBuilder MapOnlineMlHealth(this IEndpointRouteBuilder endpoints, string prefix = "/health")
    {
        var group = new MappedGroup(endpoints, prefix, nameof(MapOnlineMlHealth), null);
        group.MapHealth();
        return group.Endpoints;
    }
}
