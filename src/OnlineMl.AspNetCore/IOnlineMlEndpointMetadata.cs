namespace OnlineMl.AspNetCore;

/// <summary>Says of an endpoint that it is one of OnlineMl's, and which; for middleware and conventions of the application.</summary>
/// <example><code>
/// var view = context.GetEndpoint()?.Metadata.GetMetadata&lt;IOnlineMlEndpointMetadata&gt;()?.View;
/// </code></example>
public interface IOnlineMlEndpointMetadata
{
    /// <summary>The view that it belongs to, by the names of <see cref="OnlineMlEndpointOptions.EnabledViews"/>, or <c>health</c>.</summary>
    string View { get; }

    /// <summary>What its caller does; <see cref="OnlineMlScopes.None"/> where no token is ever needed.</summary>
    OnlineMlScopes Scope { get; }
}
