using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>A logistic loss that counts examples which are already right less.</summary>
/// <remarks>Lin, Goyal, Girshick, He, Dollár, "Focal loss for dense object detection" (2017), the variant of its appendix.</remarks>
[Component("BinaryFocalLoss")]
public sealed class BinaryFocalLoss : IBinaryLoss
{
    /// <summary>How fast the loss falls with the margin. Range (0, ∞), default 2.</summary>
    public double Gamma { get; init => field = Require.Positive(value); } = 2;

    /// <summary>How far the loss is shifted. Range (-∞, ∞), default 1.</summary>
    public double Beta { get; init => field = Require.Finite(value); } = 1;

    /// <inheritdoc/>
    public double Value(double y, double output) => -Elementary.Log(Share(IBinaryLoss.Side(y), output)) / Gamma;

    /// <inheritdoc/>
    public double Gradient(double y, double output)
    {
        var side = IBinaryLoss.Side(y);
        return side * (Share(side, output) - 1);
    }

    private double Share(double side, double output) => Elementary.Sigmoid((Gamma * side * output) + Beta);
}
