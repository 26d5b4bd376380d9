using OnlineMl.Features;
using OnlineMl.Randomness;

namespace OnlineMl.Trees.Growth;

/// <summary>What the growth of a tree hangs on, whatever its target; see <see cref="HoeffdingTree"/> for what each says.</summary>
internal record TreeSettings
{
    public TreeSettings()
    {
    }

    /// <summary>Takes what the parameters of a tree say.</summary>
    public TreeSettings(HoeffdingTree tree)
    {
        GracePeriod = tree.GracePeriod;
        MaxDepth = tree.MaxDepth;
        Delta = tree.Delta;
        Tau = tree.Tau;
        NominalAttributes = tree.NominalAttributes;
        BinarySplit = tree.BinarySplit;
        MaxSize = tree.MaxSize;
        MemoryEstimatePeriod = tree.MemoryEstimatePeriod;
        StopMemManagement = tree.StopMemManagement;
        RemovePoorAttrs = tree.RemovePoorAttrs;
        MeritPreprune = tree.MeritPreprune;
        RiverRules = tree.RiverRules;
    }

    public double GracePeriod { get; init; } = 200;

    public int? MaxDepth { get; init; }

    public double Delta { get; init; } = 1e-7;

    public double Tau { get; init; } = 0.05;

    public IReadOnlyList<string>? NominalAttributes { get; init; }

    public bool BinarySplit { get; init; }

    public double MaxSize { get; init; } = 100;

    public int MemoryEstimatePeriod { get; init; } = 1_000_000;

    public bool StopMemManagement { get; init; }

    public bool RemovePoorAttrs { get; init; }

    public bool MeritPreprune { get; init; } = true;

    public bool RiverRules { get; init; }

    /// <summary>How many features a leaf watches, drawn when it sees its first example; null is all.</summary>
    public int? FeaturesPerLeaf { get; init; }

    /// <summary>Where draws come from; needed with <see cref="FeaturesPerLeaf"/>.</summary>
    public RandomSource? Random { get; init; }

    public bool IsNominal(FeatureSpace space, int feature) =>
        NominalAttributes is { Count: > 0 } names && names.Contains(space.NameOf(feature), StringComparer.Ordinal);

    public double HoeffdingBound(double range, double weight) =>
        Math.Sqrt(range * range * Numerics.Elementary.Log(1 / Delta) / (2 * weight));
}
