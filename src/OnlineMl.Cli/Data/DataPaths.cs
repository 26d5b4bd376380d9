namespace OnlineMl.Cli.Data;

/// <summary>The files that the words of a command line stand for.</summary>
internal static class DataPaths
{
    private const string AnyDepth = "**";

    private static readonly EnumerationOptions OneLevel = new();

    // Links are not followed, since they may lead in a circle.
    private static readonly EnumerationOptions AllLevels = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };

    /// <summary>Names as they are; patterns as the names that they fit, in their order: <c>*</c> stands for any characters, <c>?</c> for one, and the name
    /// <c>**</c> for folders of any depth. Hidden files fit none.</summary>
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

            var found = Fitting(word).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            paths.AddRange(found.Length > 0 ? found : throw new FileNotFoundException($"No file fits '{word}'."));
        }

        return paths;
    }

    private static IEnumerable<string> Fitting(string pattern)
    {
        var root = Path.GetPathRoot(pattern) ?? "";
        var names = pattern[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        if (names is [.., AnyDepth])
        {
            names = [.. names, "*"];
        }

        return names[..^1]
            .Aggregate((IEnumerable<string>)[root], (folders, name) => folders.SelectMany(folder => FoldersIn(folder, name)))
            .SelectMany(folder => In(folder, names[^1], Directory.EnumerateFiles, OneLevel));
    }

    private static IEnumerable<string> FoldersIn(string folder, string name) => name switch
    {
        AnyDepth => [folder, .. In(folder, "*", Directory.EnumerateDirectories, AllLevels)],
        _ when name.AsSpan().ContainsAny('*', '?') => In(folder, name, Directory.EnumerateDirectories, OneLevel),
        _ => [Path.Combine(folder, name)],
    };

    private static IEnumerable<string> In(
        string folder, string pattern, Func<string, string, EnumerationOptions, IEnumerable<string>> entries, EnumerationOptions options)
    {
        var place = folder.Length > 0 ? folder : ".";
        return Directory.Exists(place) ? entries(place, pattern, options).Select(path => Path.Combine(folder, Path.GetRelativePath(place, path))) : [];
    }
}
