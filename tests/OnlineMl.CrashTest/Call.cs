namespace OnlineMl.CrashTest;

/// <summary>What became of a call as far as the caller knows.</summary>
internal enum CallState
{
    /// <summary>It was sent, and no answer has come; the server may or may not have its event.</summary>
    Open,

    /// <summary>The server said that it is done.</summary>
    Acknowledged,

    /// <summary>It had no answer, and its event was in the log after a crash.</summary>
    Kept,

    /// <summary>It had no answer, and its event was not in the log after a crash.</summary>
    Lost,
}

/// <summary>One call of a connection.</summary>
internal sealed class Call
{
    public required string Kind { get; init; }

    public required string Model { get; init; }

    /// <summary>As JSON; no two calls have the same.</summary>
    public string? Features { get; init; }

    /// <summary>The target as JSON.</summary>
    public string? Truth { get; init; }

    /// <summary>As it was sent; the server makes one up for a prediction without.</summary>
    public string? Identifier { get; init; }

    public string? Key { get; init; }

    /// <summary>Whether it was sent twice at the same time, with the same key.</summary>
    public bool IsDoubled { get; init; }

    public CallState State { get; set; }

    /// <summary>The body of the answer.</summary>
    public string? Answer { get; set; }

    /// <summary>What tells its event from all others.</summary>
    public string Signature => SignatureOf(Model, Kind, Features, Identifier);

    public string Body => "{" + string.Join(
        ',',
        new[]
        {
            $"\"model\":\"{Model}\"",
            Features is null ? null : $"\"features\":{Features}",
            Truth is null ? null : $"\"{(Kind == "label" ? "label" : "ground_truth")}\":{Truth}",
            Identifier is null ? null : $"\"identifier\":\"{Identifier}\"",
        }.OfType<string>()) + "}";

    public static string SignatureOf(string model, string kind, string? features, string? identifier) => $"{model} {kind} {features ?? identifier}";

    public override string ToString() => $"{Kind} of {Model} {Features ?? Identifier}, key {Key ?? "none"}, {State}";
}
