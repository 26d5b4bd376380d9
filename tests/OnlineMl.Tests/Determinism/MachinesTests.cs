using System.Diagnostics;

namespace OnlineMl.Tests.Determinism;

/// <summary>The same examples give the same bits whatever the processor and the C library: every component of the catalog learns in other
/// processes that run as another machine would.</summary>
public sealed class MachinesTests
{
    private const string Globalization = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private static readonly Lazy<string[]> Here = new(() => [Machine.Describe(), .. Fingerprints.OfEverything()]);

    /// <summary>Where an ARM build of this assembly is, and what runs it; see .ci/run.</summary>
    internal static string? ArmBuild => Environment.GetEnvironmentVariable("ONLINEML_ARM_BUILD");

    [Fact]
    public void WithoutTieredCompilation() => Check(Run(("DOTNET_TieredCompilation", "0")), differs: false);

    [Fact]
    public void WithoutVectorInstructions() => Check(Run(("DOTNET_EnableHWIntrinsic", "0")), differs: true);

    [LinuxFact]
    public void OnAProcessorWithoutFusedProducts() => Check(Run(("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4")), differs: true);

    [LinuxFact(Needs = MuslMathematics.Archive)]
    public void WithTheMathematicsOfAnotherCLibrary() => Check(Run(("LD_PRELOAD", MuslMathematics.Build())), differs: true);

    [ArmFact]
    public void OnArm() => Check(
        Run(
            "qemu-aarch64-static",
            ["-L", "/usr/aarch64-linux-gnu", "-E", "LD_LIBRARY_PATH=" + Path.GetFullPath("../../../../libraries", Path.GetDirectoryName(ArmBuild)!), ArmBuild!]),
        differs: true);

    [Fact]
    public void Texts_AreTheSameWithAndWithoutGlobalizationData()
    {
        var (with, without) = (Run("dotnet", [typeof(MachinesTests).Assembly.Location, Program.Texts], (Globalization, "0")), Run("dotnet", [typeof(MachinesTests).Assembly.Location, Program.Texts], (Globalization, "1")));
        Assert.Equal(["with data", "without data"], [with[0], without[0]]);
        Assert.Equal(without[1..], with[1..]);
    }

    /// <summary>With the environment variable ONLINEML_APPROVE_HASHES=1 what is computed becomes what is approved.</summary>
    [Fact]
    public void AsApproved()
    {
        var path = Repository.PathOf("tests", "OnlineMl.Tests", "Determinism", "Approved.txt");
        if (string.Equals(Environment.GetEnvironmentVariable("ONLINEML_APPROVE_HASHES"), "1", StringComparison.Ordinal))
        {
            File.WriteAllLines(path, Here.Value[1..]);
        }

        var approved = File.ReadAllLines(path);
        var gone = approved.Except(Here.Value[1..], StringComparer.Ordinal).ToArray();
        var come = Here.Value[1..].Except(approved, StringComparer.Ordinal).ToArray();
        Assert.True(
            approved.AsSpan().SequenceEqual(Here.Value.AsSpan(1)),
            $"New or changed:\n{string.Join('\n', come)}\nGone or changed:\n{string.Join('\n', gone)}\n" +
            "A new component adds lines; a line in both lists are bits that changed. If that is meant, run this test with ONLINEML_APPROVE_HASHES=1.");
    }

    private static void Check(string[] there, bool differs)
    {
        Assert.True(there.Length > 0, "Nothing was printed.");
        Assert.True(differs == !string.Equals(Here.Value[0], there[0], StringComparison.Ordinal), $"Here is {Here.Value[0]}, there is {there[0]}: the setting had no effect.");
        Assert.Equal(Here.Value[1..], there[1..]);
    }

    private static string[] Run(params ReadOnlySpan<(string Name, string Value)> settings) =>
        Run("dotnet", [typeof(MachinesTests).Assembly.Location], settings);

    private static string[] Run(string program, string[] arguments, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment[Globalization] = "1";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {errors.Result}");
        return lines;
    }
}
