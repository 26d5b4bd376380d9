using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>The weights of the passive-aggressive models and the step that they share.</summary>
// Steps as large as these amplify the last digits, so sums run in the order of the example and norms go through their root, as
// in river, whose figures could not be met otherwise.
internal sealed class PassiveAggressiveStep(string name) : IStateful
{
    private static readonly Sgd Plain = new() { LearningRate = 1 };

    private readonly WeightVector _weights = new(Plain);
    private double _intercept;

    public double C { get; set; } = 1;

    public int Mode { get; set; } = 1;

    public bool LearnIntercept { get; set; } = true;

    public WeightVector Weights => _weights;

    public double Intercept => _intercept;

    public double Output(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var ids = x.Ids;
        var values = x.Numbers;
        var sum = 0.0;
        for (var i = 0; i < ids.Length; i++)
        {
            sum += values[i] * _weights[ids[i]];
        }

        return sum + _intercept;
    }

    /// <summary>Moves the weights into a direction, as far as a loss asks for.</summary>
    public void Move(FeatureVector x, double loss, double direction, double weight)
    {
        var step = weight * direction * Size(loss, SquaredNorm(x.Numbers));
        if (step == 0)
        {
            return;
        }

        // Strangers, too, weigh 0.
        if (!double.IsFinite(_intercept + step) || !StaysFinite(x.Ids, x.Numbers, step))
        {
            throw new NonFiniteStepException(name);
        }

        x.AdmitStrangers();
        _weights.Admit(x.Ids);
        _weights.Descend(Plain, x.Ids, x.Numbers, -step, 0);
        if (LearnIntercept)
        {
            _intercept += step;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("weights", _weights);
        state.Field("intercept", ref _intercept);
    }

    // A finite sum of the new weights times 0 is 0; an infinite or NaN weight makes it NaN.
    private bool StaysFinite(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double step)
    {
        var zero = 0.0;
        for (var i = 0; i < ids.Length; i++)
        {
            zero += 0 * (_weights[ids[i]] + (step * values[i]));
        }

        return zero == 0;
    }

    private static double SquaredNorm(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value * value;
        }

        var norm = Math.Sqrt(sum);
        return norm * norm;
    }

    private double Size(double loss, double squaredNorm) => Mode switch
    {
        2 => loss / (squaredNorm + (0.5 / C)),
        _ when squaredNorm == 0 => 0,
        1 => Math.Min(C, loss / squaredNorm),
        _ => loss / squaredNorm,
    };
}
