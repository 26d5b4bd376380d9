namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>A request that must be refused.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path and query.</param>
/// <param name="Body">Its body, or null.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Reason">A part of the message.</param>
internal sealed record RefusedRequest(string Method, string Path, string? Body, int Status, string Reason)
{
    public string Type { get; init; } = "application/json";

    public string? Key { get; init; }

    /// <summary>The encoding that the body claims to have, or null.</summary>
    public string? Encoding { get; init; }

    public override string ToString() => $"{Method} {Path} {(Body is { Length: > 80 } ? Body[..80] + "…" : Body)}";
}
