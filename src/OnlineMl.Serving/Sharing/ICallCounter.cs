using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Sharing;

/// <summary>Counts what callers do on all servers that share models.</summary>
internal interface ICallCounter
{
    /// <summary>Takes calls out of those that may be made in a span of time, which begins with the first of them.</summary>
    /// <param name="key">Whose calls they are, and of which kind.</param>
    /// <param name="wanted">How many to take, at least 1.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="window">In which time.</param>
    /// <returns>How many were taken, and how long the time still lasts.</returns>
    /// <exception cref="StorageException">They cannot be counted now.</exception>
    Task<(long Granted, TimeSpan Left)> TakeAsync(string key, long wanted, long most, TimeSpan window);

    /// <summary>Counts calls that were made in a span of time, which begins with the first of them.</summary>
    /// <param name="key">Whose calls they are, and of which kind.</param>
    /// <param name="count">How many to add, at least 0.</param>
    /// <param name="window">In which time.</param>
    /// <returns>How many there were, and how long the time still lasts.</returns>
    /// <exception cref="StorageException">They cannot be counted now.</exception>
    Task<(long Count, TimeSpan Left)> AddAsync(string key, long count, TimeSpan window);
}
