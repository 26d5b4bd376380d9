namespace OnlineMl.Cli.Formats;

/// <summary>What a column is for, where a format has a place of its own for it.</summary>
internal enum WrittenRole
{
    Feature,
    Target,
    Weight,
    Tag,
}
