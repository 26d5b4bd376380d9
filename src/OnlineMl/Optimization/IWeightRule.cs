namespace OnlineMl.Optimization;

/// <summary>How an optimizer moves one weight: <see cref="WeightVector.Move{TRule}"/> walks over those of an example.</summary>
internal interface IWeightRule
{
    /// <summary>Moves a weight and what is kept beside it.</summary>
    /// <param name="w">The weight, then what the optimizer keeps beside it.</param>
    /// <param name="g">The gradient of the weight, with its share of the penalty.</param>
    void Move(Span<double> w, double g);
}
