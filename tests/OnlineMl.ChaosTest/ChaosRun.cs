using System.Diagnostics;
using System.Globalization;

namespace OnlineMl.ChaosTest;

/// <summary>Callers, and what happens to the servers and to Redis meanwhile.</summary>
public sealed class ChaosRun
{
    private const int Servers = 3;
    private const int MaxAtOnce = 4;
    private const int ShortLived = 2;

    private static readonly string[] Models = ["a", "b", "c", "d", "e", "f"];
    private static readonly string[] CalledModels = [.. Models, MixedModel.Name];

    /// <summary>How many things happen. At least 1, default 30.</summary>
    public int Events { get; init; } = 30;

    /// <summary>Decides what happens. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many call at a time. At least 1, default 24.</summary>
    public int Callers { get; init; } = 24;

    /// <summary>How long a server is frozen. Default 3 seconds.</summary>
    public TimeSpan FrozenFor { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a server is cut off. Default 8 seconds, in which the others declare it dead.</summary>
    public TimeSpan CutFor { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long callers call between two things that happen. Default a second.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The folder of another build of this program, to which servers are upgraded, and from which they go back. Default this one, so that they
    /// are exchanged for their like.</summary>
    public string OtherBuild { get; init; } = AppContext.BaseDirectory;

    /// <summary>Whether servers append wherever the log ends, to see that this is found.</summary>
    public bool HasNoFence { get; init; }

    /// <summary>How many times longer than wanted answers may take. At least 1, default 10, for a machine that builds and tests beside.</summary>
    public double Allowance { get; init; } = 10;

    /// <summary>Is told what happens.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>Runs the test.</summary>
    /// <returns>What was done, in a sentence, and a table of the times.</returns>
    /// <exception cref="ChaosTestException">Something was lost, doubled or different, or took too long.</exception>
    public async Task<string> RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("onlineml-chaos-");
        await using var fleet = await Fleet.StartAsync(Servers, HasNoFence ? [ClusterServer.WithoutFence] : []);
        await fleet.WaitAsync();
        foreach (var model in Models)
        {
            var (flavor, learner) = Array.IndexOf(Models, model) % 2 == 0 ? ("regression", "LinearRegression") : ("multiclass", "SoftmaxRegression");
            await fleet[0].PostAsync($"api/model/{flavor}/{model}/", $"""["StandardScaler", "{learner}"]""");
        }

        await MixedModel.CreateAsync(fleet);
        var (clock, whyNoClock) = SkewedClock.Make(folder);
        var kinds = new List<ChaosKind>(Enum.GetValues<ChaosKind>());
        LeaveOut(kinds, ChaosKind.SkewClock, whyNoClock);
        LeaveOut(kinds, ChaosKind.Cut, Networks.IsInside ? null : "the system allows no networks of a program's own");

        var (ledger, times, random) = (new CallLedger(), new AnswerTimes(), new Random(Seed));
        var events = new ChaosEvents(fleet, new FirstAnswers(fleet, ledger, Models), times, this, clock);
        var shortLived = Enumerable.Range(0, ShortLived).Select(number => new ShortLivedModel(number, fleet, Seed + number, isMixed: number > 0)).ToArray();
        var deck = new Queue<ChaosKind>();
        var stored = 0L;
        for (var done = 0; done < Events;)
        {
            using var ending = new CancellationTokenSource();
            var callers = Enumerable.Range(0, Callers)
                .Select(number => Task.Run(() => new Caller(number, fleet, ledger, CalledModels, (Seed * 1009) + (done * 31) + number).RunAsync(ending.Token)))
                .Concat(shortLived.Select(model => Task.Run(() => model.RunAsync(ending.Token))))
                .ToArray();

            // Half of them alone, the others in the wake of each other.
            var atOnce = random.Next(2) == 0 ? 1 : random.Next(2, MaxAtOnce + 1);
            for (var i = 0; i < atOnce && done < Events; i++, done++)
            {
                await Task.Delay(Pause);
                var (kind, victim) = (Draw(deck, kinds, random), random.Next(Servers));
                Log(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, {done + 1}: {kind} {victim}"));
                await events.DoAsync(kind, victim, isAlone: i == 0);
            }

            await Task.Delay(Pause);
            await fleet.WaitAsync();
            await ending.CancelAsync();
            await Task.WhenAll(callers);
            await MixedModel.WaitAsync(fleet, ledger);
            stored = await Audit.RunAsync(fleet, ledger, [.. Models, .. MixedModel.Logs]);
            Log(string.Create(CultureInfo.InvariantCulture, $"{done} events: {ledger.Count} learns and labels acknowledged, {ledger.Repeated} repeated, {stored} events stored, {shortLived.Sum(model => model.Lives)} models deleted, all as it should be."));
        }

        folder.Delete(recursive: true);
        if (times.FindBroken(Allowance) is { Count: > 0 } broken)
        {
            throw new ChaosTestException($"{string.Join('\n', broken)}\n\n{times}");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Events} events in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {ledger.Count} acknowledged learns and labels each counted once; {stored} events stored; {shortLived.Sum(model => model.Lives)} models created and deleted; {Servers} servers and a fold of the log are the same.\n\n{times}");
    }

    private static ChaosKind Draw(Queue<ChaosKind> deck, List<ChaosKind> kinds, Random random)
    {
        if (deck.Count == 0)
        {
            var shuffled = kinds.ToArray();
            random.Shuffle(shuffled);
            Array.ForEach(shuffled, deck.Enqueue);
        }

        return deck.Dequeue();
    }

    private void LeaveOut(List<ChaosKind> kinds, ChaosKind kind, string? reason)
    {
        if (reason is not null)
        {
            kinds.Remove(kind);
            Log($"{kind} is left out: {reason}.");
        }
    }
}
