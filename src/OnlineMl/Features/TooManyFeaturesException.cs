namespace OnlineMl.Features;

/// <summary>An example of which a step of a pipeline would make more features than it may, by products or by terms of several words, say,
/// or whose new names would be more than a model may have (<see cref="Model.MaxNames"/>). The message names the step, the number and the limit. Nothing was learned by the step.</summary>
public sealed class TooManyFeaturesException : ArgumentException
{
    /// <summary>Makes an exception without a message.</summary>
    public TooManyFeaturesException()
    {
    }

    /// <summary>Makes an exception that says what is wrong.</summary>
    public TooManyFeaturesException(string message)
        : base(message)
    {
    }

    /// <summary>The name of the model's limit; null when it has no name.</summary>
    internal string? Limit { get; init; }

    /// <summary>Makes an exception that says what is wrong and why.</summary>
    public TooManyFeaturesException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
