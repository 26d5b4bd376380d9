using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How often something was called and how long it took.</summary>
/// <param name="Calls">How often.</param>
/// <param name="MeanDuration">The mean duration in whole nanoseconds.</param>
/// <param name="MeanDurationHuman">The mean duration for people, such as <c>3ms408μs682ns</c>.</param>
/// <param name="EwmDuration">The exponentially weighted mean duration (factor 0.3) in whole nanoseconds.</param>
/// <param name="EwmDurationHuman">The exponentially weighted mean duration for people.</param>
public sealed record CallStats(
    [property: JsonPropertyName("n_calls")] long Calls,
    [property: JsonPropertyName("mean_duration")] long MeanDuration,
    [property: JsonPropertyName("mean_duration_human")] string MeanDurationHuman,
    [property: JsonPropertyName("ewm_duration")] long EwmDuration,
    [property: JsonPropertyName("ewm_duration_human")] string EwmDurationHuman);
