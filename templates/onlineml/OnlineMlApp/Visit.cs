namespace OnlineMlApp;

/// <summary>What is known of a visit before it ends. Each property is a feature of the model.</summary>
public sealed record Visit(int Pages, double Minutes, string? Country);
