namespace OnlineMl.Serving.Storage.Shared;

/// <summary>Where someone stands in a log that others append to as well.</summary>
/// <param name="Position">The position of the last event known.</param>
/// <param name="Batch">What that event was appended with, by which it is told from another under the same position; empty when that is not
/// known.</param>
internal readonly record struct LogPoint(long Position, Guid Batch);
