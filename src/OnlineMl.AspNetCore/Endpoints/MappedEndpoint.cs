namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>What an endpoint is, as metadata of its route.</summary>
/// <param name="View">The view that it belongs to; see <see cref="Views"/>.</param>
/// <param name="Method">Its HTTP method.</param>
/// <param name="Pattern">Its path without the prefix.</param>
/// <param name="IsShown">Whether the view is served and of use.</param>
/// <param name="IsProtected">Whether it needs an access token.</param>
/// <param name="Scope">What its caller must be allowed to do.</param>
/// <param name="Prefix">The path in front of it, without slashes around it.</param>
internal sealed record MappedEndpoint(string View, string Method, string Pattern, bool IsShown, bool IsProtected, OnlineMlScopes Scope, string Prefix);
