namespace OnlineMl.Cli.Formats;

/// <summary>How the columns are called that have a role.</summary>
/// <param name="Target">The label; null when nothing is said of it.</param>
/// <param name="Weight">The weight; null when nothing is said of it.</param>
/// <param name="IsTargetApart">Whether the data have a place of their own for the label, the weight and the tag, where these have no names.</param>
internal sealed record WrittenNames(string? Target, string? Weight, bool IsTargetApart)
{
    /// <summary>What a label is called that has no name.</summary>
    public const string UsualTarget = "label";

    /// <summary>What a weight is called that has no name.</summary>
    public const string UsualWeight = "weight";

    /// <summary>What a tag is called.</summary>
    public const string UsualTag = "tag";

    /// <summary>The names that must be among those of the data.</summary>
    public IEnumerable<string> Named => IsTargetApart ? [] : new[] { Target, Weight }.OfType<string>();

    public WrittenRole RoleOf(string column) =>
        IsTargetApart ? WrittenRole.Feature
        : column == Target ? WrittenRole.Target
        : column == Weight ? WrittenRole.Weight
        : WrittenRole.Feature;
}
