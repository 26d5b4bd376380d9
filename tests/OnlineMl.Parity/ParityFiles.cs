namespace OnlineMl.Parity;

/// <summary>Where the reference files are.</summary>
internal static class ParityFiles
{
    /// <summary>The files that the environment variable names, or else those beside the repository.</summary>
    public static IReadOnlyList<string> All { get; } = Find();

    private static IReadOnlyList<string> Find()
    {
        if (Environment.GetEnvironmentVariable("ONLINEML_PARITY_FILES") is { Length: > 0 } named)
        {
            return named.Split(':', StringSplitOptions.RemoveEmptyEntries);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var parity = Path.Combine(folder.FullName, "shared", "parity");
            if (File.Exists(Path.Combine(parity, "golden.json")))
            {
                return [Path.Combine(parity, "golden.json"), Path.Combine(parity, "golden_v24.json")];
            }
        }

        return [];
    }
}
