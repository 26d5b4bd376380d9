namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>How an operation of a simulated file system ends.</summary>
public enum SimulatedOutcome
{
    Success,

    /// <summary>It fails and has done nothing.</summary>
    Failure,

    /// <summary>It fails after it was done.</summary>
    LateFailure,

    /// <summary>It fails for want of space when it needs some; a write writes half.</summary>
    Full,

    /// <summary>The machine loses power: this and all later operations fail.</summary>
    PowerLoss,
}
