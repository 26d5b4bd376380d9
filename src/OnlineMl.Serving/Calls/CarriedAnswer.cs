using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Calls;

/// <summary>What a copy of a model predicted, and what is to be remembered of it beside the log.</summary>
/// <param name="Shown">The answer as JSON.</param>
/// <param name="Carried">What its label will need.</param>
/// <param name="Limits">How much may be remembered.</param>
/// <param name="Position">The last event that the copy had.</param>
/// <param name="Published">What to tell those who listen; null when nobody does.</param>
internal sealed record CarriedAnswer(byte[] Shown, byte[] Carried, CarriedLimits Limits, long Position, PublishedEvent? Published)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
