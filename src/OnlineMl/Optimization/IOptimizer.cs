namespace OnlineMl.Optimization;

/// <summary>How weights follow the gradient of a loss.</summary>
/// <remarks>An optimizer holds hyperparameters alone. What it remembers of each weight lies beside the weight in the
/// <see cref="WeightVector"/>, so that one optimizer may serve any number of models.</remarks>
public interface IOptimizer
{
    /// <summary>How many numbers it keeps beside each weight.</summary>
    int SlotsPerWeight { get; }

    /// <summary>How many numbers it keeps once for all weights.</summary>
    int SharedSlots => 0;

    /// <summary>Whether <see cref="LookAhead"/> does something.</summary>
    bool LooksAhead => false;

    /// <summary>The learning rate of a step; 1 for an optimizer without one.</summary>
    double RateAt(long step) => 1;

    /// <summary>Moves the weights of an example's features before the model is evaluated for learning;
    /// <see cref="Step"/> moves them back.</summary>
    void LookAhead(WeightVector weights, ReadOnlySpan<int> ids)
    {
    }

    /// <summary>Moves the weights of an example's features. All ids lie below <see cref="WeightVector.Count"/>.</summary>
    /// <param name="weights">The weights and what the optimizer keeps beside them.</param>
    /// <param name="ids">The features.</param>
    /// <param name="values">Their values; the gradient of weight i is <c>gradient * values[i] + l2 * weight</c>.</param>
    /// <param name="gradient">The derivative of the loss with respect to the model's output.</param>
    /// <param name="l2">The strength of the quadratic penalty.</param>
    void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2);
}
