using System.Diagnostics;
using System.Globalization;

namespace OnlineMl.ChaosTest;

/// <summary>Callers, and what happens to the servers and to Redis meanwhile.</summary>
public sealed class ChaosRun
{
    private const int Servers = 3;
    private const int EventsBetweenAudits = 5;

    private static readonly string[] Models = ["a", "b", "c", "d", "e", "f"];

    /// <summary>What can happen.</summary>
    private static readonly string[] Kinds = ["kill", "freeze", "end", "kill Redis", "restart all"];

    /// <summary>How many things happen. At least 1, default 30.</summary>
    public int Events { get; init; } = 30;

    /// <summary>Decides what happens. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many call at a time. At least 1, default 24.</summary>
    public int Callers { get; init; } = 24;

    /// <summary>How long a server is frozen. Default 3 seconds.</summary>
    public TimeSpan FrozenFor { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long callers call between two things that happen. Default a second.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether servers append wherever the log ends, to see that this is found.</summary>
    public bool HasNoFence { get; init; }

    /// <summary>Is told what happens.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>Runs the test.</summary>
    /// <returns>What was done, in a sentence.</returns>
    /// <exception cref="ChaosTestException">Something was lost, doubled or different.</exception>
    public async Task<string> RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await using var fleet = await Fleet.StartAsync(Servers, HasNoFence ? [ClusterServer.WithoutFence] : []);
        foreach (var model in Models)
        {
            await fleet[0].PostAsync($"api/model/regression/{model}/", """["StandardScaler", "LinearRegression"]""");
        }

        var ledger = new CallLedger();
        var random = new Random(Seed);
        var stored = 0L;
        for (var done = 0; done < Events;)
        {
            using var ending = new CancellationTokenSource();
            var callers = Enumerable.Range(0, Callers)
                .Select(number => Task.Run(() => new Caller(number, fleet, ledger, Models, (Seed * 1009) + (done * 31) + number).RunAsync(ending.Token)))
                .ToArray();
            for (var i = 0; i < EventsBetweenAudits && done < Events; i++, done++)
            {
                await Task.Delay(Pause);
                await DoAsync(Kinds[random.Next(done == 0 ? Kinds.Length - 1 : Kinds.Length)], random.Next(Servers), fleet);
            }

            await Task.Delay(Pause);
            await fleet.WaitAsync();
            await ending.CancelAsync();
            await Task.WhenAll(callers);
            stored = await Audit.RunAsync(fleet, ledger, Models);
            Log(string.Create(CultureInfo.InvariantCulture, $"{done} events: {ledger.Count} learns and labels acknowledged, {ledger.Repeated} repeated, {stored} events stored, all as it should be."));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Events} events in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {ledger.Count} acknowledged learns and labels each counted once; {stored} events stored; {Servers} servers and a fold of the log are the same.");
    }

    private async Task DoAsync(string kind, int victim, Fleet fleet)
    {
        Log($"{kind} {victim}");
        switch (kind)
        {
            case "kill Redis":
                fleet.Redis.Kill();
                await Task.Delay(Pause);
                fleet.Redis.Start();
                break;
            case "restart all":
                await fleet.WaitAsync();
                for (var i = 0; i < fleet.Count; i++)
                {
                    fleet[i].Kill();
                    fleet.Replace(i);
                }

                break;
            default:
                if (!fleet.IsBusy(victim) && !fleet[victim].HasExited)
                {
                    await DoAsync(kind, victim, fleet[victim], fleet);
                }

                break;
        }
    }

    private async Task DoAsync(string kind, int victim, ServerProcess server, Fleet fleet)
    {
        switch (kind)
        {
            case "freeze":
                server.Send("STOP");
                await Task.Delay(FrozenFor);
                server.Send("CONT");
                return;
            case "end":
                if (await server.EndAsync() is not 0 and var code)
                {
                    throw new ChaosTestException($"A server that was told to end did so with {code}: {server.Output}");
                }

                break;
            default:
                server.Kill();
                break;
        }

        fleet.Replace(victim);
    }
}
