using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Sharing;

/// <summary>Adds up what the models of a user take in memory on all servers that share them, each model once.</summary>
internal interface IModelSizes
{
    /// <summary>Tells what models take. One that several servers have in memory counts as it was told last, and one that nobody tells of any more for a while yet.</summary>
    /// <param name="user">Who created them.</param>
    /// <param name="sizes">Models, and how many bytes they take; fewer than 0 for one that is no more.</param>
    /// <param name="kept">For how long a model counts of which nobody tells.</param>
    /// <returns>How many bytes all models of the user take.</returns>
    /// <exception cref="StorageException">It cannot be told now.</exception>
    Task<long> TellAsync(string user, IReadOnlyCollection<KeyValuePair<string, long>> sizes, TimeSpan kept);
}
