namespace OnlineMl;

/// <summary>What the contributions of features, with the baseline, add up to.</summary>
public enum ContributionScale
{
    /// <summary>The predicted number, in the units of the target.</summary>
    Number,

    /// <summary>The natural logarithm of the predicted number.</summary>
    LogNumber,

    /// <summary>The natural logarithm of how many times more probable the predicted class is than the next.</summary>
    LogOdds,

    /// <summary>The probability of the predicted class.</summary>
    Probability,
}
