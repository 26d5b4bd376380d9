using System.Runtime.InteropServices;

namespace OnlineMl.Optimization;

/// <summary>What the step of <see cref="AdaptiveNormalizedInvariant"/> wants to know of an example.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct InvariantExample
{
    public required ILoss Loss { get; init; }

    public required double Y { get; init; }

    public required double Output { get; init; }

    public required double Weight { get; init; }

    public required double Clip { get; init; }

    public required double L2 { get; init; }

    public required bool LearnsIntercept { get; init; }

    /// <summary>Whether the features are 0, 1, 2, ….</summary>
    public required bool IsDense { get; init; }
}
