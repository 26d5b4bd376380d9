namespace OnlineMl.ChaosTest;

/// <summary>Something was lost, doubled or different.</summary>
public sealed class ChaosTestException(string message) : Exception(message);
