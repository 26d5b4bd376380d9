using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>What the passive-aggressive models have in common: the smallest step that makes good what an example asks for.</summary>
/// <remarks>Crammer et al., JMLR 7 (2006).</remarks>
// Steps as large as these amplify the last digits, so sums run in the order of the example and norms go through their root, as
// in river, whose figures could not be met otherwise.
public abstract class PassiveAggressiveModel : LinearModel, IMergeable
{
    // After so many repetitions of one example the next ones move nothing any more, or back and forth.
    private const int MostRepetitions = 10_000;

    private static readonly Sgd Plain = new() { LearningRate = 1 };

    private readonly WeightVector _weights = new(Plain);
    private double _intercept;

    private protected PassiveAggressiveModel()
    {
    }

    /// <summary>How aggressive the model is: the largest step in mode 1, the softness of the step in mode 2. Range (0, ∞), default
    /// 1.</summary>
    [Parameter("C")]
    public double C { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The variant of the paper: 0 for the hard step, 1 for PA-I, 2 for PA-II. Range [0, 2], default 1.</summary>
    public int Mode { get; init => field = Require.Between(value, 0, 2); } = 1;

    /// <summary>Whether the intercept moves too. Default true.</summary>
    public bool LearnIntercept { get; init; } = true;

    /// <inheritdoc/>
    public sealed override WeightVector Weights => _weights;

    /// <inheritdoc/>
    public sealed override double Intercept => _intercept;

    private protected double Output(FeatureVector x)
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

    /// <summary>How far the output is from what an example asks for.</summary>
    private protected abstract double LossOf(double y, double output);

    /// <summary>Where the output has to move: 1 for up, -1 for down, 0 for nowhere.</summary>
    private protected abstract double DirectionOf(double y, double output);

    /// <summary>Moves the weights as far as an example asks for.</summary>
    private protected void Move(FeatureVector x, double y, double output, double weight)
    {
        var step = Step(y, output, SquaredNorm(x.Numbers), weight);
        if (step == 0)
        {
            return;
        }

        // Strangers, too, weigh 0.
        if (!double.IsFinite(_intercept + step) || !StaysFinite(x.Ids, x.Numbers, step))
        {
            throw new NonFiniteStepException(GetType().Name);
        }

        x.AdmitStrangers();
        _weights.Admit(x.Ids);
        _weights.Descend(Plain, x.Ids, x.Numbers, -step, 0);
        if (LearnIntercept)
        {
            _intercept += step;
        }
    }

    /// <summary>The two classes; null for a regression.</summary>
    private protected virtual BinaryLabels? Labels => null;

    void IMergeable.Merge(Shares shares)
    {
        var parameters = new MergedWeights(_weights, shares.Of<PassiveAggressiveModel>(model => model._weights), Plain);
        _intercept = parameters.Mix(_intercept, shares, share => shares.Get<PassiveAggressiveModel>(share)._intercept);
        parameters.Merge();
        if (Labels is { } labels)
        {
            labels.Merge(shares.Of<PassiveAggressiveModel>(model => model.Labels!));
        }
    }

    private protected override void Describe(StateArchive state)
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

    // A weight is as many steps one after the other, of which each finds the output that those before it have left, and a part of a step
    // is one of as small an aggressiveness.
    private double Step(double y, double output, double squaredNorm, double weight)
    {
        var first = DirectionOf(y, output) * Size(LossOf(y, output), squaredNorm, C * Math.Min(weight, 1));
        var sum = first;
        var reach = squaredNorm + (LearnIntercept ? 1 : 0);
        for (var repetition = 1; repetition < Math.Min(weight, MostRepetitions) && first != 0; repetition++)
        {
            var now = output + (sum * reach);
            var step = DirectionOf(y, now) * Size(LossOf(y, now), squaredNorm, C * Math.Min(weight - repetition, 1));
            if (step == 0)
            {
                break;
            }

            sum += step;
        }

        return sum;
    }

    private double Size(double loss, double squaredNorm, double aggressiveness) => Mode switch
    {
        2 => loss / (squaredNorm + (0.5 / aggressiveness)),
        _ when squaredNorm == 0 => 0,
        1 => Math.Min(aggressiveness, loss / squaredNorm),
        _ => loss / squaredNorm,
    };
}
