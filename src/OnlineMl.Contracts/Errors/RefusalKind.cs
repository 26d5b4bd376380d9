namespace OnlineMl.Contracts;

/// <summary>Why a call was refused.</summary>
public enum RefusalKind
{
    /// <summary>The request is wrong: HTTP status 400.</summary>
    BadRequest,

    /// <summary>There is no model of that name: HTTP status 404, or 400 on learn, predict and label.</summary>
    ModelNotFound,

    /// <summary>The request is larger than the service allows: HTTP status 413.</summary>
    TooLarge,

    /// <summary>The model comes in a form that is not understood: HTTP status 415.</summary>
    UnsupportedFormat,

    /// <summary>The caller may not do this: HTTP status 401 or 403.</summary>
    Forbidden,

    /// <summary>The caller asks too often: HTTP status 429.</summary>
    TooManyRequests,

    /// <summary>The service cannot take the call now: HTTP status 503.</summary>
    Unavailable,

    /// <summary>The service has no space left to store what it would learn: HTTP status 507.</summary>
    StorageFull,

    /// <summary>The service failed for a reason of its own: HTTP status 500.</summary>
    Failed,

    /// <summary>There is a model of that name already: HTTP status 400.</summary>
    AlreadyExists,
}
