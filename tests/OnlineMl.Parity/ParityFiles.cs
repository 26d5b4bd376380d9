namespace OnlineMl.Parity;

/// <summary>Where the reference files are.</summary>
internal static class ParityFiles
{
    /// <summary>The folder of reference files beside the repository, where it is there.</summary>
    public static IReadOnlyList<string> DefaultFolders { get; } = FindFolders();

    /// <summary>The files that the environment variable names, or else those beside the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
        Environment.GetEnvironmentVariable("ONLINEML_PARITY_FILES") is { Length: > 0 } named
            ? named.Split(':', StringSplitOptions.RemoveEmptyEntries)
            : [.. DefaultFolders.SelectMany(folder => new[] { "golden.json", "golden_v24.json", "stochastic_v24.json" }.Select(file => Path.Combine(folder, file)))];

    private static List<string> FindFolders()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var parity = Path.Combine(folder.FullName, "shared", "parity");
            if (File.Exists(Path.Combine(parity, "golden.json")))
            {
                return [parity];
            }
        }

        return [];
    }
}
