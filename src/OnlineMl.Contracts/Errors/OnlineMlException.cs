namespace OnlineMl.Contracts;

/// <summary>A call that was refused, with the reason.</summary>
public sealed class OnlineMlException : Exception
{
    /// <summary>Makes an exception without a reason.</summary>
    public OnlineMlException()
    {
    }

    /// <summary>Makes an exception with a reason.</summary>
    public OnlineMlException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a reason and its cause.</summary>
    public OnlineMlException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception of a kind.</summary>
    public OnlineMlException(RefusalKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The kind of refusal.</summary>
    public RefusalKind Kind { get; }

    /// <summary>The name of the option whose limit the call would exceed, such as <c>MaxClasses</c>; null when it was refused for another reason, and from
    /// a service in another process.</summary>
    public string? Limit { get; init; }

    /// <summary>Whether an instrument has counted it. It passes several places that count, and is one refusal.</summary>
    internal bool IsCounted { get; set; }

    /// <summary>How long the service asks to wait before the call is tried again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
