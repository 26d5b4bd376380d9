using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Mixing;

/// <summary>What a share is asked to do.</summary>
/// <param name="Id">What model it is to be a share of; empty from a server of a version that does not say.</param>
/// <param name="Round">The round; with positions where it is to be merged.</param>
/// <param name="Merged">What was merged; empty where the share is to be cut.</param>
/// <param name="IsForced">Whether to cut it also when it has learned nothing.</param>
internal sealed record MixingStep(string Id, MixingRound Round, byte[] Merged, bool IsForced);
