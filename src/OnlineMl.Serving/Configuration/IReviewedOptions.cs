namespace OnlineMl.Serving.Configuration;

/// <summary>Options that know what they may be.</summary>
internal interface IReviewedOptions
{
    /// <summary>Names everything that is wrong.</summary>
    void Review(OptionReview review);
}
