namespace OnlineMl.Serving.Storage;

/// <summary>The store cannot do what it was asked for now.</summary>
public sealed class StorageException : IOException
{
    /// <summary>Makes an exception without a reason.</summary>
    public StorageException()
    {
    }

    /// <summary>Makes an exception with a reason.</summary>
    public StorageException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a reason and its cause.</summary>
    public StorageException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception that says whether space has run out.</summary>
    public StorageException(string message, bool isFull, Exception? innerException = null)
        : base(message, innerException) => IsFull = isFull;

    /// <summary>Whether there is no space left, as opposed to any other reason.</summary>
    public bool IsFull { get; }

    /// <summary>Whether it is what is stored of one model that cannot be used, however well the store is, as where a newer version wrote it.</summary>
    internal bool IsOfModel { get; init; }
}
