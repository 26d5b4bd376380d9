namespace OnlineMl.Features;

/// <summary>An example from outside that cannot be taken: not a flat JSON object, a feature given twice, a value that is not a
/// finite number, a truth value or a text. The message names the feature.</summary>
public sealed class FeatureFormatException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public FeatureFormatException()
    {
    }

    /// <summary>Makes an exception that says what is wrong.</summary>
    public FeatureFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Whether there are more features than whoever reads them allows.</summary>
    internal bool IsTooMany { get; init; }

    /// <summary>Makes an exception that says what is wrong and why.</summary>
    public FeatureFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
