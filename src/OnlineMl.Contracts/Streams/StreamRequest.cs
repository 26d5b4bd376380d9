namespace OnlineMl.Contracts;

/// <summary>What a listener wants to hear.</summary>
/// <param name="Model">The name of the only model of interest; null for all.</param>
/// <param name="LastEventId">The <see cref="ModelEvent.Id"/> of the last event that was heard, to go on behind it as far as the service remembers;
/// <see cref="ModelEvent.Missed"/> tells what it does not. Null to begin with the next event.</param>
public sealed record StreamRequest(string? Model = null, string? LastEventId = null);
