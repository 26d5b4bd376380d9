namespace OnlineMl.Serving.Storage;

/// <summary>Something that was found damaged, and what became of it.</summary>
/// <param name="Place">The file or key.</param>
/// <param name="DroppedBytes">How many bytes are not used.</param>
/// <param name="Message">What was wrong and what was done, in one sentence.</param>
public sealed record StorageFault(string Place, long DroppedBytes, string Message);
