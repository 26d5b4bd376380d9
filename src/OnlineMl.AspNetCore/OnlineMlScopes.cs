namespace OnlineMl.AspNetCore;

/// <summary>What a user may do.</summary>
[Flags]
public enum OnlineMlScopes
{
    /// <summary>Nothing but signing in.</summary>
    None = 0,

    /// <summary>Seeing models, their metrics, statistics, files and live events, and how the service is.</summary>
    Read = 1,

    /// <summary>Asking models.</summary>
    Predict = 2,

    /// <summary>Teaching and labelling.</summary>
    Learn = 4,

    /// <summary>Creating, importing, saving and deleting models.</summary>
    Manage = 8,

    /// <summary>Everything.</summary>
    All = Read | Predict | Learn | Manage,
}
