using System.Diagnostics;

namespace OnlineMl.Tests.Determinism;

/// <summary>The mathematics of musl, the C library of Alpine, as a library that can be loaded before the own one.</summary>
internal static class MuslMathematics
{
    /// <summary>What Debian's package musl-dev brings.</summary>
    public const string Archive = "/usr/lib/x86_64-linux-musl/libc.a";

    private static readonly string[] Functions = ["exp", "log", "log2", "log10", "pow", "sin", "cos", "tan"];

    /// <summary>Links the functions and what they use, and shows nothing else to the program.</summary>
    public static string Build()
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-musl").FullName;
        var library = Path.Combine(folder, "libmuslmathematics.so");
        var exports = Path.Combine(folder, "exports");
        File.WriteAllText(exports, $"{{ global: {string.Join("; ", Functions)}; local: *; }};");
        using var linker = Process.Start(
            "gcc", ["-shared", "-nostdlib", "-o", library, .. Functions.Select(name => $"-Wl,-u,{name}"), $"-Wl,--version-script={exports}", Archive]);
        linker.WaitForExit();
        Assert.Equal(0, linker.ExitCode);
        return library;
    }
}
