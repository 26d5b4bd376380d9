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
    Task<(int Granted, TimeSpan Left)> TakeAsync(string key, int wanted, int most, TimeSpan window);
}
