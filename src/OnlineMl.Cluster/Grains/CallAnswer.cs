using OnlineMl.Contracts;
using Orleans;

namespace OnlineMl.Cluster.Grains;

/// <summary>What the owner of a model answers to a call.</summary>
[GenerateSerializer]
[Immutable]
[Alias("onlineml.answer")]
internal sealed class CallAnswer
{
    [Id(0)]
    public byte[] Prediction { get; init; } = [];

    [Id(1)]
    public string? Identifier { get; init; }

    /// <summary>Why the call is refused; null when it is not.</summary>
    [Id(2)]
    public string? Refusal { get; init; }

    [Id(3)]
    public int RefusalKind { get; init; }

    [Id(4)]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Of how many events of the model it is; null from a server of a version that does not say.</summary>
    [Id(5)]
    public long? Position { get; init; }

    public static CallAnswer Of(OnlineMlException refusal) =>
        new() { Refusal = refusal.Message, RefusalKind = (int)refusal.Kind, RetryAfter = refusal.RetryAfter };

    /// <exception cref="OnlineMlException">The call is refused.</exception>
    public void ThrowIfRefused()
    {
        if (Refusal is { } reason)
        {
            throw new OnlineMlException((RefusalKind)RefusalKind, reason) { RetryAfter = RetryAfter };
        }
    }
}
