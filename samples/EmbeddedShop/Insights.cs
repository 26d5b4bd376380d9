using OnlineMl.Contracts;

namespace EmbeddedShop;

/// <summary>How well the forecast does.</summary>
/// <param name="Metrics">How good the forecasts were whose outcome is known.</param>
/// <param name="Outcomes">What became of them.</param>
/// <param name="Waiting">How many forecasts wait for their outcome.</param>
/// <param name="PredictionTime">How long a forecast takes on average.</param>
/// <param name="Visitors">How many visitors are in the shop.</param>
internal sealed record Insights(IReadOnlyDictionary<string, double> Metrics, LabelCounts Outcomes, int Waiting, string PredictionTime, int Visitors);
