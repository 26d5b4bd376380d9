using OnlineMl.Mixing;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>What linear models that follow a gradient have in common.</summary>
public abstract class GradientModel : LinearModel, IMergeable
{
    private protected GradientModel(ILoss loss, IOptimizer optimizer, Schedule interceptRate) =>
        Machine = new GeneralizedLinearModel(GetType().Name, loss, optimizer, interceptRate);

    /// <summary>The strength of the penalty on squared weights. Range [0, ∞), default 0.</summary>
    public double L2 { get => Machine.L2; init => Machine.L2 = value; }

    /// <summary>The largest gradient that is followed. Range (0, ∞), default 1e12.</summary>
    public double ClipGradient { get => Machine.ClipGradient; init => Machine.ClipGradient = Require.Positive(value); }

    /// <summary>Where weights start. Default zeros.</summary>
    public IInitializer Initializer { get => Machine.Initializer; init => Machine.Initializer = value; }

    /// <inheritdoc/>
    public sealed override WeightVector Weights => Machine.Weights;

    /// <inheritdoc/>
    public sealed override double Intercept => Machine.Intercept;

    string? IMergeable.Obstacle => ((IMergeable)Machine).Obstacle;

    void IMergeable.Merge(Shares shares)
    {
        shares.Merge<GradientModel>(Machine, model => model.Machine);
        if (Labels is { } labels)
        {
            labels.Merge(shares.Of<GradientModel>(model => model.Labels!));
        }
    }

    /// <summary>The two classes; null for a regression.</summary>
    private protected virtual BinaryLabels? Labels => null;

    private protected GeneralizedLinearModel Machine { get; }

    private protected override void Describe(StateArchive state) => ((IStateful)Machine).Describe(state);
}
