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

    [Fact]
    public async Task WhoAsksForHelp_IsToldTheOptions()
    {
        var (code, text) = await RunAsync("--events", "30", "--help");
        Assert.Equal(0, code);
        Assert.All(["--events", "--seed", "--frozen", "--pause", "--allowance", "--other-build", "--without-fence"], option => Assert.Contains(option, text, StringComparison.Ordinal));
        Assert.DoesNotContain("each counted once", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option '--event'.", "--event", "30")]
    [InlineData("There is no option '30'.", "--without-fence", "30")]
    [InlineData("The option '--events' needs a whole number above 0.", "--events", "many")]
    [InlineData("The option '--other-build' needs a folder.", "--other-build")]
    public async Task WhatIsNoOption_IsRefused(string reason, params string[] arguments)
    {
        var (code, text) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTakesLongerThanIsAllowed_IsFound()
    {
        var times = new AnswerTimes();
        times.Add(AnswerTimes.Killed, TimeSpan.FromSeconds(5), refused: 3);
        times.Add(AnswerTimes.Killed, TimeSpan.FromSeconds(1), refused: 0);
        times.Add(AnswerTimes.Frozen, TimeSpan.FromSeconds(6), refused: 2);
        times.Add(AnswerTimes.ToldToEnd, TimeSpan.FromMinutes(1), refused: 0);
        times.Add(AnswerTimes.AllKilled, TimeSpan.FromSeconds(60), refused: 100);
        times.Add("Redis is back", TimeSpan.FromMinutes(9), refused: 100);
        Assert.Empty(times.FindBroken(allowance: 3));
        Assert.Equal(
            [
                "When a server is killed, answers came after 5.0 s; 2 s are wanted, of which 2 times are allowed here.",
                "When all servers are killed and started again, answers came after 60.0 s; 20 s are wanted, of which 2 times are allowed here.",
            ],
            times.FindBroken(allowance: 2));

        times.Add(AnswerTimes.ToldToEnd, TimeSpan.FromSeconds(1), refused: 4);
        times.Add(AnswerTimes.Exchanged, TimeSpan.FromSeconds(1), refused: 1);
        Assert.Equal(
            ["When a server is exchanged for another build, 1 calls failed; none may.", "When a server is told to end, 4 calls failed; none may."], times.FindBroken(allowance: 3));
    }

    private async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        string[] upgrade = Environment.GetEnvironmentVariable("ONLINEML_OTHER_BUILD") is { } other && arguments.Contains("--events", StringComparer.Ordinal) ? ["--other-build", other] : [];
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
