namespace OnlineMl.Datasets;

/// <summary>Data that cannot be read as examples. The message names the line.</summary>
public class DataFormatException : Exception
{
    /// <summary>Without details.</summary>
    public DataFormatException()
        : this("The data cannot be read.")
    {
    }

    /// <summary>With a message for the person who has the data.</summary>
    public DataFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public DataFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
