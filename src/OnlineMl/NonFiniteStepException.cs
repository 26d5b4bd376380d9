namespace OnlineMl;

/// <summary>A learning step that would have made a model's numbers infinite or NaN. The model is as it was before the step.</summary>
public sealed class NonFiniteStepException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public NonFiniteStepException()
    {
    }

    /// <summary>Makes an exception that names the model that refused the step.</summary>
    public NonFiniteStepException(string model)
        : base($"{model} refused a learning step that would have made its weights non-finite; its state is unchanged. " +
            "Scale the features (StandardScaler), or lower the learning rate.") => Model = model;

    /// <summary>Makes an exception that says what happened and why.</summary>
    public NonFiniteStepException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The name of the model, if known.</summary>
    public string? Model { get; }
}
