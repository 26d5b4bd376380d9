namespace OnlineMl.Catalog;

/// <summary>A model spec that names something unknown, or gives a parameter a value that it cannot have.</summary>
public sealed class SpecException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public SpecException()
    {
    }

    /// <summary>Makes an exception that says what is wrong.</summary>
    public SpecException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that says what is wrong and why.</summary>
    public SpecException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal SpecException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>Where in the spec it is, such as <c>$[1].LogisticRegression.optimizer.SGD.lr</c>; <c>$</c> is the whole spec.</summary>
    public string Path { get; } = "$";

    /// <summary>Whether a component stands where one for another task is wanted.</summary>
    internal bool IsOfOtherTask { get; init; }

    /// <summary>What is wrong there, without the path.</summary>
    public string Problem { get; } = "";
}
