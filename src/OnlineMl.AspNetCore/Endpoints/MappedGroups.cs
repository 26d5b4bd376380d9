using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Where the endpoints of OnlineMl are.</summary>
internal sealed class MappedGroups
{
    private readonly HashSet<IEndpointRouteBuilder> _builders = [];

    /// <summary>The endpoints of OnlineMl that are known before the application has started, as its conventions have made them. What is within another group
    /// is not among them, because what is said of that group is not known yet.</summary>
    public IEnumerable<Endpoint> Endpoints => _builders.SelectMany(builder => builder.DataSources).SelectMany(source => source.Endpoints);

    public void Add(IEndpointRouteBuilder builder)
    {
        if (builder is not RouteGroupBuilder)
        {
            _builders.Add(builder);
        }
    }
}
