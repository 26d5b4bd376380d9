namespace OnlineMlApp;

/// <summary>What came of a visit.</summary>
public sealed record Outcome(bool Purchase);
