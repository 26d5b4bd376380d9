namespace OnlineMl.Datasets;

/// <summary>A form of CSV that the fast reader does not understand, though a more general one might: another encoding than
/// UTF-8, or quotes in odd places.</summary>
public sealed class CsvSyntaxException : DataFormatException
{
    /// <summary>Without details.</summary>
    public CsvSyntaxException()
    {
    }

    /// <summary>With a message for the person who has the data.</summary>
    public CsvSyntaxException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the cause.</summary>
    public CsvSyntaxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
