namespace OnlineMl.Serving.Storage.Files;

/// <summary>A file of the log; it holds at least one event.</summary>
internal sealed class Segment(long first, string name, long length, DateTimeOffset lastWrite)
{
    /// <summary>The position of its first event. Events of this and later positions in earlier files are void: a write that failed
    /// left them.</summary>
    public long First { get; } = first;

    public string Name { get; } = name;

    /// <summary>The length of what is durable.</summary>
    public long Length { get; set; } = length;

    public DateTimeOffset LastWrite { get; set; } = lastWrite;
}
