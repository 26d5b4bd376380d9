using OnlineMl.Catalog;
using OnlineMl.Optimization;

namespace OnlineMl.Linear;

/// <summary>What linear and logistic regression have in common: any optimizer, penalties and a rate for the intercept.</summary>
public abstract class GradientRegression : GradientModel
{
    private protected GradientRegression(ILoss loss)
        : base(loss, new Sgd(), 0.01)
    {
    }

    /// <summary>How the weights follow the gradient. Default SGD with a rate of 0.01.</summary>
    public IOptimizer Optimizer { get => Machine.Optimizer; init => Machine.Optimizer = value; }

    /// <summary>The strength of the cumulative penalty on absolute weights, which keeps weights at exactly 0; not together with
    /// <see cref="GradientModel.L2"/>. Range [0, ∞), default 0.</summary>
    public double L1 { get => Machine.L1; init => Machine.L1 = value; }

    /// <summary>Where the intercept starts. Range (-∞, ∞), default 0.</summary>
    public double InterceptInit { get => Machine.InterceptInit; init => Machine.InterceptInit = value; }

    /// <summary>The learning rate of the intercept, which the optimizer does not move; with a rate of 0 it stays where it is.
    /// Range [0, 1e12], default 0.01.</summary>
    [Parameter("intercept_lr")]
    public Schedule InterceptLearningRate { get => Machine.InterceptRate; init => Machine.InterceptRate = Require.Given(value); }
}
