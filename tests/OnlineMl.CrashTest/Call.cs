namespace OnlineMl.CrashTest;

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
