using System.Runtime.InteropServices;

namespace OnlineMl.Tests.Determinism;

/// <summary>A test that needs the GNU C library on x64, and perhaps a file of some package. It is skipped elsewhere, but never in CI, which
/// installs what is needed.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            Skip = "Linux on x64 is needed.";
        }
    }

    /// <summary>A file without which the test is skipped.</summary>
    public string Needs
    {
        get;
        set
        {
            field = value;
            if (!File.Exists(value) && Environment.GetEnvironmentVariable("CI") is null)
            {
                Skip = $"{value} is not there.";
            }
        }
    }
    = "";
}
