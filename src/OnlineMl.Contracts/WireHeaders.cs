namespace OnlineMl.Contracts;

/// <summary>The HTTP headers of the protocol.</summary>
public static class WireHeaders
{
    /// <summary>Carries <see cref="LearnRequest.IdempotencyKey"/> on single calls; batches have it in each line.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Carries the name of the <see cref="RefusalKind"/> on a refusal, because the River API has one status for several kinds.</summary>
    public const string RefusalKind = "OnlineMl-Refusal";

    /// <summary>Says of how many events of the model an answer is.</summary>
    public const string Position = "OnlineMl-Position";
}
