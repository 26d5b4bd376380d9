namespace OnlineMl.AspNetCore.Batches;

/// <summary>What a request says of all lines of its batch.</summary>
/// <param name="KeyAge">How long before it the first attempt with the same keys was sent; zero when it is the first.</param>
/// <param name="Left">Says that the client has left; calls that were not taken until then are not waited for.</param>
internal readonly record struct SentBatch(TimeSpan KeyAge, CancellationToken Left);
