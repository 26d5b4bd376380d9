namespace OnlineMl.Contracts;

/// <summary>Why a call was refused.</summary>
public enum RefusalKind
{
    /// <summary>The request is wrong: HTTP status 400.</summary>
    BadRequest,

    /// <summary>There is no model of that name: HTTP status 404, or 400 on learn, predict and label.</summary>
    ModelNotFound,

    /// <summary>The model comes in a form that is not understood: HTTP status 415.</summary>
    UnsupportedFormat,

    /// <summary>The service cannot take the call now: HTTP status 503.</summary>
    Unavailable,
}
