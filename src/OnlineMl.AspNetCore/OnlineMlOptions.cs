using OnlineMl.Serving;

namespace OnlineMl.AspNetCore;

/// <summary>The options of every concern together, as the endpoints read them.</summary>
internal sealed class OnlineMlOptions : OnlineMlServingOptions
{
    public OnlineMlAccessOptions Access { get; private set; } = new();

    public OnlineMlRateLimitOptions RateLimit { get; private set; } = new();

    public OnlineMlEndpointOptions Endpoint { get; private set; } = new();

    /// <inheritdoc/>
    public override void Take(object options)
    {
        switch (options)
        {
            case OnlineMlAccessOptions access:
                Access = access;
                break;
            case OnlineMlRateLimitOptions rateLimit:
                RateLimit = rateLimit;
                break;
            case OnlineMlEndpointOptions endpoint:
                Endpoint = endpoint;
                break;
            default:
                base.Take(options);
                break;
        }
    }
}
