using OnlineMl.Features;

namespace OnlineMl.Tests.Contract;

/// <summary>One example of a contract stream.</summary>
internal sealed record Example(IReadOnlyList<Feature> Features, double Number, int Class)
{
    /// <summary>How much the example counts, where a component takes weights.</summary>
    public double Weight { get; init; } = 1;

    public Label Text => Class switch
    {
        0 => "red",
        1 => "green",
        _ => "blue",
    };

    public Label Truth => Class > 0;
}
