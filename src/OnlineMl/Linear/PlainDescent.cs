using OnlineMl.Optimization;

namespace OnlineMl.Linear;

/// <summary>The fast path of a linear model: plain gradient descent on weights that lie side by side, in one pass for the output and one
/// for the step, with the numbers that the model itself would have.</summary>
internal sealed class PlainDescent(GeneralizedLinearModel model, WeightVector weights, Sgd sgd)
{
    /// <summary>Learns features 0, 1, 2, …, if all of them are known and nothing of the example is out of the ordinary.</summary>
    /// <returns>False when nothing was learned.</returns>
    public bool TryLearn(ReadOnlySpan<double> x, double y, double weight, out double output)
    {
        output = 0;
        if ((uint)x.Length > (uint)weights.Count)
        {
            return false;
        }

        output = weights.Dot(x, out var squares) + model.Intercept;
        var gradient = model.Loss.Gradient(y, output) * weight;

        // A weight or a target that is none makes the sum infinite or NaN; what else is wrong with them is for the model to say.
        if (!StepGuard.IsModerate(y, output, gradient, squares) || !(weight > 0))
        {
            return false;
        }

        gradient = model.Clip(gradient);
        model.Intercept -= model.InterceptRate.At(weights.Steps) * gradient;
        sgd.StepDense(weights, x, gradient, model.L2);
        weights.CountStep();
        return true;
    }
}
