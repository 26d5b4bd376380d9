using Microsoft.AspNetCore.Builder;
using OnlineMl.AspNetCore.Endpoints;

namespace OnlineMl.AspNetCore;

/// <summary>The endpoints of a group by what they do, for policies and other conventions that are not for all of them.</summary>
/// <remarks>Conventions of one view count for more than those of what it does, and both for more than the group's. An endpoint that is
/// <c>AllowAnonymous()</c> needs no token whatever else is asked of it.</remarks>
/// <example><code>
/// app.MapOnlineMl(o =>
/// {
///     o.Predict.AllowAnonymous().RequireRateLimiting("visitors");
///     o.Manage.RequireAuthorization("admins");
///     o["metrics"].RequireCors("dashboards");
/// }).RequireAuthorization();
/// </code></example>
public sealed class OnlineMlConventions
{
    private readonly Dictionary<OnlineMlScopes, RecordedConventions> _scopes = [];
    private readonly Dictionary<string, RecordedConventions> _views = new(StringComparer.Ordinal);

    internal OnlineMlConventions()
    {
    }

    /// <summary>What only reads: the list, description, status and files of models, metrics, statistics, streams and the catalog.</summary>
    public IEndpointConventionBuilder Read => Of(OnlineMlScopes.Read);

    /// <summary>Predicting, one by one and in batches.</summary>
    public IEndpointConventionBuilder Predict => Of(OnlineMlScopes.Predict);

    /// <summary>Learning and labelling, one by one and in batches.</summary>
    public IEndpointConventionBuilder Learn => Of(OnlineMlScopes.Learn);

    /// <summary>Creating, importing, replacing, saving and deleting models.</summary>
    public IEndpointConventionBuilder Manage => Of(OnlineMlScopes.Manage);

    /// <summary><c>health/live</c> and <c>health/ready</c>.</summary>
    public IEndpointConventionBuilder Health => this[Views.Health];

    /// <summary>Whether <c>health/live</c> and <c>health/ready</c> are in this group. Default true; without them <c>MapOnlineMlHealth</c> maps them where
    /// they are wanted.</summary>
    public bool IncludesHealth { get; set; } = true;

    /// <summary>The endpoints of a view.</summary>
    /// <param name="view">One of the names of <see cref="OnlineMlEndpointOptions.EnabledViews"/>, or <c>health</c>.</param>
    /// <exception cref="ArgumentException">There is no such view.</exception>
    public IEndpointConventionBuilder this[string view]
    {
        get
        {
            if (view != Views.Health && !Views.All.Contains(view, StringComparer.Ordinal))
            {
                throw new ArgumentException($"There is no view '{view}'; there are {string.Join(", ", Views.All)}, and {Views.Health}.", nameof(view));
            }

            return _views.TryGetValue(view, out var conventions) ? conventions : _views[view] = new();
        }
    }

    /// <summary>Puts what was said of an endpoint's kind on it.</summary>
    internal void Apply(IEndpointConventionBuilder endpoint, string view, OnlineMlScopes scope)
    {
        _scopes.GetValueOrDefault(scope)?.Apply(endpoint);
        _views.GetValueOrDefault(view)?.Apply(endpoint);
    }

    private RecordedConventions Of(OnlineMlScopes scope) => _scopes.TryGetValue(scope, out var conventions) ? conventions : _scopes[scope] = new();

    private sealed class RecordedConventions : IEndpointConventionBuilder
    {
        private readonly List<Action<EndpointBuilder>> _conventions = [];
        private readonly List<Action<EndpointBuilder>> _last = [];

        public void Add(Action<EndpointBuilder> convention) => _conventions.Add(convention);

        public void Finally(Action<EndpointBuilder> finallyConvention) => _last.Add(finallyConvention);

        public void Apply(IEndpointConventionBuilder endpoint)
        {
            _conventions.ForEach(endpoint.Add);
            _last.ForEach(endpoint.Finally);
        }
    }
}
