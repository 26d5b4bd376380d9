using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Mixing;

/// <summary>What a share is asked to do.</summary>
/// <param name="Round">The round; with positions where it is to be merged.</param>
/// <param name="Merged">What was merged; empty where the share is to be cut.</param>
/// <param name="IsForced">Whether to cut it also when it has learned nothing.</param>
internal sealed record MixingStep(MixingRound Round, byte[] Merged, bool IsForced);
