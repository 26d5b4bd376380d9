using System.Diagnostics;

namespace OnlineMl.ChaosTest;

/// <summary>Does to servers and Redis what can happen to them, and takes the time until they answer.</summary>
internal sealed class ChaosEvents(Fleet fleet, FirstAnswers answers, AnswerTimes times, ChaosRun run, string? clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private bool _isOther;
    private bool _isAhead;

    /// <summary>Lets something happen.</summary>
    /// <param name="kind">What.</param>
    /// <param name="victim">To which server, where it is something that happens to one.</param>
    /// <param name="isAlone">Whether nothing else happened a moment ago, so that the time tells something.</param>
    public async Task DoAsync(ChaosKind kind, int victim, bool isAlone)
    {
        await fleet.WaitAsync(victim);
        var server = fleet[victim];
        switch (kind)
        {
            case ChaosKind.Kill:
                server.Kill();
                await TimeAsync(AnswerTimes.Killed, OthersThan(victim), isAlone);
                fleet.Replace(victim);
                break;
            case ChaosKind.Freeze:
                server.Send("STOP");
                var frozen = Stopwatch.GetTimestamp();
                await TimeAsync(AnswerTimes.Frozen, OthersThan(victim), isAlone);
                await DelayAsync(frozen, run.FrozenFor);
                server.Send("CONT");
                break;
            case ChaosKind.End:
                await EndAsync(AnswerTimes.ToldToEnd, victim, isAlone);
                fleet.Replace(victim);
                break;
            case ChaosKind.KillRedis:
                fleet.Redis.Kill();
                await Task.Delay(run.Pause);
                fleet.Redis.Start();
                await TimeAsync("Redis is back", fleet.All, isAlone);
                break;
            case ChaosKind.RestartAll:
                await RestartAllAsync(isAlone);
                break;
            case ChaosKind.Cut:
                Networks.Cut(victim);
                var cut = Stopwatch.GetTimestamp();
                await TimeAsync("a server is cut off", fleet.All, isAlone);
                await DelayAsync(cut, run.CutFor);
                Networks.Mend(victim);
                break;
            case ChaosKind.SkewClock:
                await EndAsync("", victim, isAlone: false);
                fleet.Replace(victim, clock, (_isAhead = !_isAhead) ? Hour : -Hour);
                await fleet.WaitAsync(victim);
                await TimeAsync("a clock is an hour wrong", fleet.All, isAlone);
                break;
            default:
                await UpgradeAsync(isAlone);
                break;
        }
    }

    private static async Task DelayAsync(long since, TimeSpan time)
    {
        var left = time - Stopwatch.GetElapsedTime(since);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }

    private async Task TimeAsync(string name, IEnumerable<int> servers, bool isAlone)
    {
        var (time, refused) = await answers.WaitAsync(servers);
        if (isAlone)
        {
            times.Add(name, time, refused);
        }
    }

    private IEnumerable<int> OthersThan(int victim) => fleet.All.Where(server => server != victim);

    private async Task EndAsync(string name, int victim, bool isAlone)
    {
        var server = fleet[victim];
        var ending = server.EndAsync();
        await TimeAsync(name, OthersThan(victim), isAlone);
        if (await ending is not 0 and var code)
        {
            throw new ChaosTestException($"A server that was told to end did so with {code}: {server.Output}");
        }
    }

    private async Task RestartAllAsync(bool isAlone)
    {
        foreach (var server in fleet.All)
        {
            await fleet.WaitAsync(server);
        }

        foreach (var server in fleet.All)
        {
            fleet[server].Kill();
            fleet.Replace(server);
        }

        await TimeAsync(AnswerTimes.AllKilled, fleet.All, isAlone);
    }

    private async Task UpgradeAsync(bool isAlone)
    {
        _isOther = !_isOther;
        fleet.Program = _isOther ? run.OtherBuild : AppContext.BaseDirectory;
        var builds = new List<string>();
        foreach (var server in fleet.All)
        {
            await fleet.WaitAsync(server);
            await EndAsync(AnswerTimes.Exchanged, server, isAlone);
            fleet.Replace(server);
            builds.Add(await fleet.GetAsync(server, "build"));
        }

        if (builds.Distinct(StringComparer.Ordinal).Count() != 1 || (builds[0] == ClusterServer.Build) == (_isOther && run.OtherBuild != AppContext.BaseDirectory))
        {
            throw new ChaosTestException($"The servers should be of another build, and are {string.Join(", ", builds)}.");
        }

        run.Log($"now all are {builds[0]}");
    }
}
