namespace OnlineMl.Datasets;

/// <summary>A column turned out to be of another type than its first values had it, so what was read of it before is wrong.
/// The data set has taken note: opened again, it reads the column rightly from the start.</summary>
public sealed class ColumnTypeException : DataFormatException
{
    /// <summary>Without details.</summary>
    public ColumnTypeException()
    {
    }

    /// <summary>With a message for the person who has the data.</summary>
    public ColumnTypeException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public ColumnTypeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
