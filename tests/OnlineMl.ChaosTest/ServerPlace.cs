namespace OnlineMl.ChaosTest;

/// <summary>Where a server runs, and how.</summary>
/// <param name="Redis">Where it finds Redis.</param>
internal sealed record ServerPlace(string Redis)
{
    /// <summary>The folder of its program; other folders are other builds.</summary>
    public string Program { get; init; } = AppContext.BaseDirectory;

    /// <summary>The network that it is in; null for that of the test.</summary>
    public string? Network { get; init; }

    /// <summary>The address at which it takes calls.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The address at which other servers reach it.</summary>
    public string PeerAddress { get; init; } = "127.0.0.1";

    /// <summary>What is loaded into it to set its clock wrong; null for none.</summary>
    public string? ClockLibrary { get; init; }

    /// <summary>By how much its clock is wrong.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>What else it is told.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
