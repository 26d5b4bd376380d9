namespace OnlineMl.Serving.Storage.Shared;

/// <summary>An event of a log that several servers append to.</summary>
/// <param name="Position">Its number in the log, from 1.</param>
/// <param name="Batch">What it was appended with.</param>
/// <param name="Record">Its bytes.</param>
internal readonly record struct SharedEvent(long Position, Guid Batch, ReadOnlyMemory<byte> Record)
{
    public LogPoint Point => new(Position, Batch);
}
