using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Where the endpoints of OnlineMl are.</summary>
internal sealed class MappedGroups
{
    private readonly HashSet<IEndpointRouteBuilder> _builders = [];

    /// <summary>The path in front of the first group's endpoints, without slashes around it; null while none is mapped.</summary>
    public string? Prefix { get; private set; }

    /// <summary>Every endpoint of OnlineMl, as the application's conventions have made it.</summary>
    public IEnumerable<Endpoint> Endpoints => _builders.SelectMany(builder => builder.DataSources).SelectMany(source => source.Endpoints)
        .Where(endpoint => endpoint.Metadata.GetMetadata<MappedEndpoint>() is not null);

    public void Add(string prefix, IEndpointRouteBuilder builder)
    {
        Prefix ??= prefix;
        _builders.Add(builder);
    }
}
