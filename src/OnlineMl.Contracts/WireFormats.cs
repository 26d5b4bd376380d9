namespace OnlineMl.Contracts;

/// <summary>The content types of predicts, learns, labels and batches.</summary>
/// <remarks>A body of another type than <see cref="MessagePack"/> is read as JSON. The answer comes in the type that <c>Accept</c> prefers, and in that of the
/// body when it does not say. Refusals are always JSON.</remarks>
public static class WireFormats
{
    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The examples of a batch and their answers as JSON, each on a line of its own.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>The same values as MessagePack; in a batch one after the other. <c>application/msgpack</c> and <c>application/vnd.msgpack</c> are understood, too.</summary>
    public const string MessagePack = "application/x-msgpack";
}
