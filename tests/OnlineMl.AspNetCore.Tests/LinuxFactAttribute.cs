namespace OnlineMl.AspNetCore.Tests;

/// <summary>A test that looks at what Linux tells of a process in <c>/proc</c>.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "There is no /proc.";
}
