using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Mixing;
using Orleans;

namespace OnlineMl.Cluster.Grains;

/// <summary>What a share is asked to do, on its way to the server that has it.</summary>
[GenerateSerializer]
[Immutable]
[Alias("onlineml.mixing")]
internal sealed class MixingMessage
{
    [Id(0)]
    public long Round { get; init; }

    [Id(1)]
    public long[] Positions { get; init; } = [];

    [Id(2)]
    public byte[] Merged { get; init; } = [];

    [Id(3)]
    public bool IsForced { get; init; }

    /// <inheritdoc cref="MixingStep.Id"/>
    [Id(4)]
    public string Model { get; init; } = "";

    public static MixingMessage Of(MixingStep step) =>
        new() { Round = step.Round.Number, Positions = [.. step.Round.Positions], Merged = step.Merged, IsForced = step.IsForced, Model = step.Id };

    public MixingStep ToStep() => new(Model, new MixingRound(Round, Positions), Merged, IsForced);
}
