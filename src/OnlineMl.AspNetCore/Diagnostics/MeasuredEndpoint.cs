namespace OnlineMl.AspNetCore.Diagnostics;

/// <summary>What requests of an endpoint are counted under, as metadata of its route.</summary>
/// <param name="method">Its HTTP method.</param>
/// <param name="path">Its path with the prefix, and with the names of what is given in it.</param>
/// <param name="isEndless">Whether its answers do not end.</param>
internal sealed class MeasuredEndpoint(string method, string path, bool isEndless)
{
    /// <summary>Paths that are not there, and methods that a path does not understand.</summary>
    public static MeasuredEndpoint Other { get; } = new("{other}", "{other}", isEndless: false);

    public KeyValuePair<string, object?> Method { get; } = new("method", method);

    public KeyValuePair<string, object?> Path { get; } = new("path", path);

    public bool IsEndless => isEndless;
}
