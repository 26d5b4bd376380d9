namespace OnlineMlApp;

/// <summary>What the model expects of a visit.</summary>
/// <param name="Visit">What to tell the outcome under.</param>
/// <param name="ChanceOfPurchase">From 0 to 1; a half while the model knows nothing.</param>
public sealed record Forecast(string? Visit, double ChanceOfPurchase);
