using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.Linear;

/// <summary>The numbers of a linear model before a step, to which it returns when the step makes one of them infinite or NaN.</summary>
internal sealed class StepGuard(string name, GeneralizedLinearModel model, CumulativePenalty penalty)
{
    // Below it neither the numbers of a step nor their squares and products with a learning rate come near overflow.
    private const double Moderate = 1e100;

    private double[] _kept = [];
    private double _intercept;
    private double _owed;
    private long _steps;

    // One comparison for all: a number that is large, infinite or not a number makes the sum so.
    public static bool IsModerate(double y, double output, double gradient, double squares) =>
        Math.Abs(output) + Math.Abs(y) + (gradient * gradient * (1 + squares)) < Moderate;

    /// <summary>A guard of the same model, for a step around others.</summary>
    public StepGuard Another() => new(name, model, penalty);

    public void Keep(ReadOnlySpan<int> ids)
    {
        model.Weights.Remember(ids, ref _kept);
        _intercept = model.Intercept;
        _owed = penalty.Total;
        _steps = model.Weights.Steps;
    }

    /// <summary>Checks what a step has made of the numbers that were kept.</summary>
    /// <exception cref="NonFiniteStepException">One is not finite; the model has all of the old ones again.</exception>
    public void Check(ReadOnlySpan<int> ids)
    {
        if (!double.IsFinite(model.Intercept) || !double.IsFinite(penalty.Total) || !model.Weights.AreFinite(ids))
        {
            Refuse(ids);
        }
    }

    [DoesNotReturn]
    public void Refuse(ReadOnlySpan<int> ids)
    {
        GoBack(ids);
        throw new NonFiniteStepException(name);
    }

    /// <summary>Gives the model the numbers that were kept.</summary>
    public void GoBack(ReadOnlySpan<int> ids)
    {
        model.Weights.Restore(ids, _kept, _steps);
        model.Intercept = _intercept;
        penalty.Total = _owed;
    }
}
