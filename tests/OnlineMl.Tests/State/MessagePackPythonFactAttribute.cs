using System.Diagnostics;

namespace OnlineMl.Tests.State;

/// <summary>A test that needs Python with its msgpack library. It is skipped where they are missing, but never in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MessagePackPythonFactAttribute : FactAttribute
{
    /// <summary>The interpreter of the Debian packages python3 and python3-msgpack.</summary>
    public const string Python = "/usr/bin/python3";

    public MessagePackPythonFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !IsAvailable())
        {
            Skip = $"{Python} with msgpack (Debian package python3-msgpack) is not installed.";
        }
    }

    private static bool IsAvailable()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import msgpack"]) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
