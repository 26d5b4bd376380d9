namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>What an endpoint is, as metadata of its route.</summary>
/// <param name="View">The view that it belongs to; see <see cref="Views"/>.</param>
/// <param name="Method">Its HTTP method.</param>
/// <param name="Pattern">Its path without the prefix.</param>
/// <param name="IsOn">Whether the view is served.</param>
internal sealed record MappedEndpoint(string View, string Method, string Pattern, bool IsOn);
