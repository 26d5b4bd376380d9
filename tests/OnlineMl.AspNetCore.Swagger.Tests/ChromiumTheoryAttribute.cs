namespace OnlineMl.AspNetCore.Swagger.Tests;

/// <summary>A test that wants a browser, which is not downloaded: the Chromium of the system, or the one that <c>ONLINEML_CHROMIUM</c> says.</summary>
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute()
    {
        if (!File.Exists(Path))
        {
            Skip = $"{Path} is absent; the package chromium has it";
        }
    }

    /// <summary>Where the browser is.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("ONLINEML_CHROMIUM") ?? "/usr/bin/chromium";
}
