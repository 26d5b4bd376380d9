using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>What an endpoint is, as metadata of its route.</summary>
/// <param name="View">The view that it belongs to; see <see cref="Views"/>.</param>
/// <param name="Method">Its HTTP method.</param>
/// <param name="Pattern">Its path without the prefix.</param>
/// <param name="IsShown">Whether the view is served and of use.</param>
/// <param name="IsProtected">Whether it needs an access token.</param>
/// <param name="Scope">What its caller must be allowed to do.</param>
internal sealed record MappedEndpoint(string View, string Method, string Pattern, bool IsShown, bool IsProtected, OnlineMlScopes Scope) : IOnlineMlEndpointMetadata
{
    /// <summary>The path in front of an endpoint, that of the groups around it included, without slashes around it.</summary>
    /// <param name="endpoint">The endpoint that has this metadata.</param>
    /// <param name="values">What parameters in the path are; those of the groups around it.</param>
    public string PrefixOf(RouteEndpoint endpoint, RouteValueDictionary values)
    {
        var own = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Length;
        var segments = endpoint.RoutePattern.PathSegments.SkipLast(own).Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => Uri.EscapeDataString($"{values.GetValueOrDefault(parameter.Name)}"),
            _ => "",
        })));
        return string.Join('/', segments);
    }
}
