namespace OnlineMl.Cli.Formats;

/// <summary>A column of data that are written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
internal sealed record WrittenColumn(string Name, WrittenKind Kind)
{
    /// <summary>What it is for.</summary>
    public WrittenRole Role { get; init; }

    /// <summary>Whether no row has a value of it.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Whether all its numbers are whole and have at most 64 bits.</summary>
    public bool FitsLong { get; init; }

    /// <summary>Whether no number is a whole one that a double cannot hold.</summary>
    public bool FitsDouble { get; init; }

    /// <summary>Its different values, when they are few; empty otherwise.</summary>
    public IReadOnlyCollection<string> Values { get; init; } = [];
}
