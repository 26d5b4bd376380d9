namespace OnlineMl.State;

/// <summary>Bytes that are not a saved model, are damaged, or belong to a model of another shape.</summary>
public sealed class StateFormatException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public StateFormatException()
    {
    }

    /// <summary>Makes an exception that says what is wrong.</summary>
    public StateFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what is wrong and why.</summary>
    public StateFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether a newer version of the library wrote the state, so that nothing is wrong with it. Default false.</summary>
    public bool IsNewer { get; init; }
}
