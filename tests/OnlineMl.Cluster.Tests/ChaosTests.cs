using System.Diagnostics;
using OnlineMl.ChaosTest;
using OnlineMl.Redis.Tests;
using Xunit.Abstractions;

namespace OnlineMl.Cluster.Tests;

/// <summary>The short form of <c>tests/OnlineMl.ChaosTest</c>, which is started as a program to have networks of its own.</summary>
public class ChaosTests(ITestOutputHelper output)
{
    [RedisFact]
    public async Task WhateverIsKilledFrozenOrCutOff_EachAcknowledgedCallCountsOnce()
    {
        var (code, text) = await RunAsync("--events", "30", "--pause", "500");
        Assert.True(code == 0, text);
        Assert.Contains("each counted once", text, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task WithoutTheFence_ItIsFoundThatServersDiffer()
    {
        var (code, text) = await RunAsync("--events", "10", ClusterServer.WithoutFence);
        Assert.True(code == 1, text);
    }

    private async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        string[] upgrade = Environment.GetEnvironmentVariable("ONLINEML_OTHER_BUILD") is { } other ? ["--other-build", other] : [];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OnlineMl.ChaosTest.dll"), .. arguments, .. upgrade])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var program = Process.Start(start)!;
        var errors = program.StandardError.ReadToEndAsync();
        var text = await program.StandardOutput.ReadToEndAsync() + await errors;
        await program.WaitForExitAsync();
        output.WriteLine(text);
        return (program.ExitCode, text);
    }
}
