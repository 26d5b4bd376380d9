using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Batches;
using OnlineMl.AspNetCore.Diagnostics;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Serving;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Maps a group of endpoints under one prefix.</summary>
internal sealed class MappedGroup
{
    private readonly IServiceProvider _services;
    private readonly ModelHost _host;
    private readonly OnlineMlOptions _options;
    private readonly OnlineMlConventions _conventions = new();
    private readonly RefusalMapper _refusals;
    private readonly AccessGate _gate;
    private readonly EndpointTable _table;

    // The application may be a client of another server as well, and then IOnlineMlClient is that one.
    private readonly InProcessClient _client;

    /// <summary>Begins a group.</summary>
    /// <param name="endpoints">Where it is mapped.</param>
    /// <param name="prefix">The path in front of its endpoints.</param>
    /// <param name="method">What the application has called, for the message.</param>
    /// <param name="configure">Says what is not for all endpoints.</param>
    /// <exception cref="InvalidOperationException">The services are missing.</exception>
    /// <exception cref="OptionsValidationException">Options are wrong.</exception>
    public MappedGroup(IEndpointRouteBuilder endpoints, string prefix, string method, Action<OnlineMlConventions>? configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        _services = endpoints.ServiceProvider;
        if (_services.GetService<IOptions<OnlineMlOptions>>() is null || _services.GetService<ModelHost>() is not { } host)
        {
            throw new InvalidOperationException($"Call builder.Services.AddOnlineMl() before app.{method}().");
        }

        _host = host;
        _options = Get<IOptions<OnlineMlOptions>>().Value;
        _client = Get<InProcessClient>();
        configure?.Invoke(_conventions);
        _refusals = new RefusalMapper(Get<ModelHost>().Context.Instruments, Get<ILogger<RefusalMapper>>());
        _gate = new AccessGate(Get<UserDirectory>(), Get<IOptions<AuthorizationOptions>>().Value, _options.Access.OpenViews);
        prefix = prefix.Trim('/');
        Get<MappedGroups>().Add(endpoints);
        Endpoints = endpoints.MapGroup("/" + prefix);
        var entrance = new Entrance(_gate, Get<BrowserGuard>(), Get<CallLimits>(), Get<AuditTrail>());
        _table = new EndpointTable(Endpoints, prefix, _options, _conventions, _refusals, entrance, Get<RequestInstruments>());
    }

    public RouteGroupBuilder Endpoints { get; }

    public void MapAll()
    {
        var lifetime = Get<IHostApplicationLifetime>();
        var time = Get<TimeProvider>();
        var parser = new CallParser(new InternedNames(), _options.Endpoint.AllowUnknownFields);
        new TokenEndpoint(Get<SignIn>(), Get<AccessTokens>()).Map(_table);
        var service = new ServiceEndpoints(_client, _host, _gate, _services.GetService<IClusterView>());
        service.Map(_table);
        if (_conventions.IncludesHealth)
        {
            service.MapHealth(_table, "/health");
        }

        new ModelEndpoints(_client, _options, Get<UploadReceiver>(), _gate).Map(_table);
        new LearningEndpoints(_host, _options, parser, _gate).Map(_table);
        new BatchEndpoints(_host.Calls, _options, parser, _refusals, Get<CallLimits>(), lifetime, time).Map(_table);
        new MeasureEndpoints(_client, _host, _options).Map(_table);
        new StreamEndpoints(_host, _options, _gate, Get<OpenStreams>(), lifetime, time).Map(_table);
        _table.MapRest();
    }

    public void MapHealth()
    {
        new ServiceEndpoints(_client, _host, _gate, _services.GetService<IClusterView>()).MapHealth(_table, "");
        _table.MapOtherMethods();
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
