using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Batches;
using OnlineMl.AspNetCore.Diagnostics;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Serving;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves OnlineMl models over HTTP.</summary>
public static class OnlineMlEndpointRouteBuilderExtensions
{
    /// <summary>Maps the endpoints of the River API, and those beyond it, under a prefix.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path in front of every endpoint. Default <c>/api</c>.</param>
    /// <returns>The group of all endpoints, for policies of the application's own.</returns>
    /// <remarks>With users the endpoints need <c>UseAuthentication()</c> and <c>UseAuthorization()</c> in the pipeline. A <c>WebApplication</c> has them by
    /// itself; one that calls <c>UseRouting()</c> calls them after it.</remarks>
    /// <exception cref="InvalidOperationException"><c>AddOnlineMl()</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">Options are wrong; the message lists all faults.</exception>
    public static RouteGroupBuilder MapOnlineMl(this IEndpointRouteBuilder endpoints, string prefix = "/api")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var services = endpoints.ServiceProvider;
        if (services.GetService<IOptions<OnlineMlOptions>>() is null || services.GetService<ModelHost>() is not { } host)
        {
            throw new InvalidOperationException("Call builder.Services.AddOnlineMl() before app.MapOnlineMl().");
        }

        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;

        // The application may be a client of another server as well, and then IOnlineMlClient is that one.
        var client = services.GetRequiredService<InProcessClient>();
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var refusals = new RefusalMapper(services.GetRequiredService<ILogger<RefusalMapper>>());
        var parser = new CallParser(new InternedNames(), options.Endpoint.AllowUnknownFields);
        prefix = prefix.Trim('/');
        services.GetRequiredService<MappedGroups>().Add(prefix, endpoints);
        var group = endpoints.MapGroup("/" + prefix);
        var time = services.GetRequiredService<TimeProvider>();
        var gate = new AccessGate(
            services.GetRequiredService<UserDirectory>(), services.GetRequiredService<IOptions<AuthorizationOptions>>().Value, options.Access.OpenViews);
        var limits = services.GetRequiredService<CallLimits>();
        var entrance = new Entrance(gate, services.GetRequiredService<BrowserGuard>(), limits, services.GetRequiredService<AuditTrail>());
        var table = new EndpointTable(group, prefix, options, refusals, entrance, services.GetRequiredService<RequestInstruments>());
        new TokenEndpoint(services.GetRequiredService<SignIn>(), services.GetRequiredService<AccessTokens>()).Map(table);
        new ServiceEndpoints(client, host, gate).Map(table);
        new ModelEndpoints(client, options, services.GetRequiredService<UploadReceiver>(), gate).Map(table);
        new LearningEndpoints(host, options, parser).Map(table);
        new BatchEndpoints(host, options, parser, refusals, limits, lifetime, time).Map(table);
        new MeasureEndpoints(client, options).Map(table);
        new StreamEndpoints(host, options, gate, services.GetRequiredService<OpenStreams>(), lifetime, time).Map(table);
        table.MapRest();
        return group;
    }
}
