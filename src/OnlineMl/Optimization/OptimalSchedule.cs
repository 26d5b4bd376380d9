using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Bottou's schedule for stochastic gradient descent with a penalty alpha: 1 / (alpha (t0 + t)).</summary>
/// <remarks>Bottou, "Stochastic gradient descent tricks" (2012). The start t0 is chosen so that the first steps are not larger
/// than the weights that the penalty suggests.</remarks>
[Component("Optimal")]
public sealed class OptimalSchedule : Schedule
{
    private double _start;

    /// <summary>The schedule for a loss.</summary>
    /// <param name="loss">The loss that is minimised.</param>
    public OptimalSchedule(ILoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Loss = loss;
        Alpha = 1e-4;
    }

    /// <summary>The loss that is minimised.</summary>
    public ILoss Loss { get; }

    /// <summary>The strength of the penalty. Range [1e-9, ∞), default 0.0001.</summary>
    public double Alpha
    {
        get;
        init
        {
            field = Require.Between(value, 1e-9, double.MaxValue);
            var typicalWeight = Math.Sqrt(1 / Math.Sqrt(value));
            var firstRate = typicalWeight / Math.Max(1, Loss.Gradient(1, -typicalWeight));
            _start = 1 / (firstRate * value);
        }
    }

    /// <inheritdoc/>
    protected override double RateAt(long step) => 1 / (Alpha * (_start + step));
}
