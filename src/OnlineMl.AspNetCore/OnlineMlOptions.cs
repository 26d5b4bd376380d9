using OnlineMl.Serving;

namespace OnlineMl.AspNetCore;

/// <summary>The options of every concern together, as the endpoints read them.</summary>
internal sealed class OnlineMlOptions : OnlineMlServingOptions
{
    public OnlineMlAccessOptions Access { get; private set; } = new();

    public OnlineMlRateLimitOptions RateLimit { get; private set; } = new();

    public OnlineMlEndpointOptions Endpoint { get; private set; } = new();

    public IList<OnlineMlUser> Users
    {
        get => Access.Users;
        set => Access.Users = value;
    }

    public IList<string> OpenViews
    {
        get => Access.OpenViews;
        set => Access.OpenViews = value;
    }

    public string? SigningKey
    {
        get => Access.SigningKey;
        set => Access.SigningKey = value;
    }

    public IList<string> EarlierSigningKeys
    {
        get => Access.EarlierSigningKeys;
        set => Access.EarlierSigningKeys = value;
    }

    public TimeSpan SigningKeyLifetime
    {
        get => Access.SigningKeyLifetime;
        set => Access.SigningKeyLifetime = value;
    }

    public TimeSpan TokenLifetime
    {
        get => Access.TokenLifetime;
        set => Access.TokenLifetime = value;
    }

    public IList<string> KnownProxies
    {
        get => Access.KnownProxies;
        set => Access.KnownProxies = value;
    }

    public IList<string> AllowedHosts
    {
        get => Access.AllowedHosts;
        set => Access.AllowedHosts = value;
    }

    public IList<string> AllowedOrigins
    {
        get => Access.AllowedOrigins;
        set => Access.AllowedOrigins = value;
    }

    public bool Strict
    {
        get => Access.Strict;
        set => Access.Strict = value;
    }

    public string? ViewRateLimit
    {
        get => RateLimit.ViewRateLimit;
        set => RateLimit.ViewRateLimit = value;
    }

    public bool ViewRateLimitBlock
    {
        get => RateLimit.ViewRateLimitBlock;
        set => RateLimit.ViewRateLimitBlock = value;
    }

    public bool ViewRateLimitDisable
    {
        get => RateLimit.ViewRateLimitDisable;
        set => RateLimit.ViewRateLimitDisable = value;
    }

    public string? PredictRateLimit
    {
        get => RateLimit.PredictRateLimit;
        set => RateLimit.PredictRateLimit = value;
    }

    public string? LearnRateLimit
    {
        get => RateLimit.LearnRateLimit;
        set => RateLimit.LearnRateLimit = value;
    }

    public string? ManageRateLimit
    {
        get => RateLimit.ManageRateLimit;
        set => RateLimit.ManageRateLimit = value;
    }

    public IList<string> EnabledViews
    {
        get => Endpoint.EnabledViews;
        set => Endpoint.EnabledViews = value;
    }

    public int MaxBodyBytes
    {
        get => Endpoint.MaxBodyBytes;
        set => Endpoint.MaxBodyBytes = value;
    }

    public int MaxUploadBytes
    {
        get => Endpoint.MaxUploadBytes;
        set => Endpoint.MaxUploadBytes = value;
    }

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
