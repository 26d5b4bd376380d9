using System.ComponentModel;
using System.Diagnostics;

namespace OnlineMl.ChaosTest;

/// <summary>Makes the library that shows a process another time of day. It needs a C compiler.</summary>
internal static class SkewedClock
{
    /// <summary>Compiles the library.</summary>
    /// <returns>Where it is, or why there is none.</returns>
    public static (string? Library, string? WhyNot) Make(DirectoryInfo folder)
    {
        var library = Path.Combine(folder.FullName, "clock.so");
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-O2", "-o", library, Path.Combine(AppContext.BaseDirectory, "ClockSkew.c")])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? (library, null) : (null, $"the library for it cannot be compiled: {errors}");
        }
        catch (Win32Exception)
        {
            return (null, "there is no gcc");
        }
    }
}
