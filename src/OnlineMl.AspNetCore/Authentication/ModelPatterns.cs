using System.IO.Enumeration;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Names of models in which <c>*</c> stands for any characters.</summary>
internal sealed class ModelPatterns
{
    private readonly string[] _patterns;

    private ModelPatterns(IEnumerable<string> patterns) => _patterns = [.. patterns];

    /// <summary>The patterns; null when they allow every name.</summary>
    public static ModelPatterns? Of(IReadOnlyCollection<string> patterns) => patterns.Contains("*", StringComparer.Ordinal) ? null : new ModelPatterns(patterns);

    /// <summary>Whether a name is one of those.</summary>
    public bool Allow(string model) => Array.Exists(_patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: false));

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _patterns);
}
