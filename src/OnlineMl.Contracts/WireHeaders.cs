namespace OnlineMl.Contracts;

/// <summary>The HTTP headers of the protocol.</summary>
public static class WireHeaders
{
    /// <summary>Carries <see cref="LearnRequest.IdempotencyKey"/> on single calls; batches have it in each line.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Says how many milliseconds before it the first attempt of a call, or of a batch, with the same keys was sent. A repetition that has it is
    /// refused when the server may have forgotten its key, and so cannot tell whether the call was done.</summary>
    public const string IdempotencyAge = "Idempotency-Age";

    /// <summary>Carries the name of the <see cref="RefusalKind"/> on a refusal, because the River API has one status for several kinds.</summary>
    public const string RefusalKind = "OnlineMl-Refusal";

    /// <summary>Says of how many events of the model an answer is.</summary>
    public const string Position = "OnlineMl-Position";
}
