namespace OnlineMl.Cli.Data;

/// <summary>The files that the words of a command line stand for.</summary>
internal static class DataPaths
{
    /// <summary>Names as they are, patterns with <c>*</c> and <c>?</c> as the names that they fit, in their order.</summary>
    /// <exception cref="FileNotFoundException">A pattern fits no file.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> words)
    {
        var paths = new List<string>();
        foreach (var word in words)
        {
            if (!word.AsSpan().ContainsAny('*', '?') || File.Exists(word))
            {
                paths.Add(word);
                continue;
            }

            var folder = Path.GetDirectoryName(word) is { Length: > 0 } named ? named : ".";
            string[] found = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Path.GetFileName(word)).Order(StringComparer.Ordinal)] : [];
            paths.AddRange(found.Length > 0 ? found : throw new FileNotFoundException($"No file fits '{word}'."));
        }

        return paths;
    }
}
