namespace OnlineMl.Serving.Storage.Files;

/// <summary>Numbers in memory that are the content of a file as well: the file has them also when the process dies, though not when the machine does.</summary>
internal interface IMappedNumbers : IDisposable
{
    /// <summary>Sets one of them, for a few nanoseconds' work.</summary>
    /// <exception cref="ObjectDisposedException">They are not mapped any more.</exception>
    void Set(int index, long value);
}
