namespace OnlineMl.Contracts;

/// <summary>How much of a batch is under way at a time, in the process, at the server and from a client alike.</summary>
internal static class BatchWindow
{
    /// <summary>How many of its examples are begun and not answered: enough to fill a group of the log, few enough to bound the memory and to be a part
    /// of the idempotency keys that a model remembers.</summary>
    public const int MaxExamples = 2048;
}
