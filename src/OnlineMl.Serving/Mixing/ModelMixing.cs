using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving.Mixing;

/// <summary>Merges the shares of models, over and over.</summary>
/// <remarks>The server that does the calls of a model merges its shares. Should two try it, the logs let one of them count: see <see cref="MixingState"/>.</remarks>
internal sealed partial class ModelMixing(
    ModelDirectory directory, LiveModels models, ShareCreation creation, ShareSteps steps, ServingContext context, HostLifetime lifetime, IModelRouter? router, ILogger logger)
{
    // A share is told a whole model in each round that it has lost.
    private const int MostLostRounds = 100;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _mixedAt = new(StringComparer.Ordinal);
    private readonly ShareLinks _links = new(directory, steps, context.Time);
    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Waits until the last round is done, when the host stops, or until that wait is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Merges the shares of a model once.</summary>
    /// <exception cref="OnlineMlException">A share cannot be asked, or nothing can be stored now.</exception>
    public async Task MixAsync(string model, CancellationToken cancellationToken)
    {
        var entry = await directory.FindAsync(model, cancellationToken).ConfigureAwait(false);
        foreach (var share in directory.Entries.Where(other => ModelNames.IsShare(other.Name) && ModelNames.Whole(other.Name) == model))
        {
            await _links.LinkAsync(share, cancellationToken).ConfigureAwait(false);
        }

        if (entry.Shares is { } shares)
        {
            await MixAsync(model, shares, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        while (!lifetime.Ending.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, context.Time, lifetime.Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!directory.HasShares)
            {
                continue;
            }

            foreach (var entry in directory.Entries)
            {
                try
                {
                    if (ModelNames.IsShare(entry.Name))
                    {
                        await creation.DeleteIfAloneAsync(entry, lifetime.Ending).ConfigureAwait(false);
                        await _links.LookAsync(entry, lifetime.Ending).ConfigureAwait(false);
                        entry.MixingFault = null;
                    }
                    else
                    {
                        await LookAsync(entry).ConfigureAwait(false);
                    }
                }
                catch (Exception) when (lifetime.Ending.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception reason)
                {
                    // It is tried again. What the shares have learned is in their logs.
                    var model = directory.TryFind(ModelNames.Whole(entry.Name), out var whole) ? whole : entry;
                    var isNew = model.MixingFault is null;
                    model.MixingFault = $"The shares are not merged now: {reason.Message}";
                    if (isNew)
                    {
                        LogAttempt.Try(() => LogPutOff(model.Name, reason));
                    }
                }
            }
        }
    }

    private async Task LookAsync(ModelEntry entry)
    {
        if (entry.Shares is not { } shares)
        {
            return;
        }

        var isHere = router?.IsHere(entry.Name) != false;
        if (_mixedAt.TryGetValue(entry.Name, out var last) && context.Time.GetElapsedTime(last) < (isHere ? entry.MixedEvery : BetweenQuestions))
        {
            return;
        }

        _mixedAt[entry.Name] = context.Time.GetTimestamp();
        if (!isHere)
        {
            // Nobody may have asked for the model, but for its shares; who asks for its owner makes it one.
            await router!.FindOwnerAsync(entry.Name, lifetime.Ending).ConfigureAwait(false);
            entry.MixingFault = null;
        }
        else if (entry.MixedEvery == default)
        {
            entry.MixedEvery = await models.ReadAsync(entry.Name, (_, loaded) => loaded.State.Mixing?.Setup.Every ?? BetweenQuestions, lifetime.Ending).ConfigureAwait(false);
        }
        else
        {
            await MixAsync(entry.Name, shares, lifetime.Ending).ConfigureAwait(false);
            entry.MixingFault = null;
        }
    }

    private async Task MixAsync(string model, ModelShares shares, CancellationToken cancellationToken)
    {
        var (id, round, positions, learned) = await models.ReadLatestAsync(
            model,
            (_, loaded) => (loaded.State.Mixing?.Setup.Id ?? "", loaded.State.Mixing?.Round ?? 0, loaded.State.Mixing?.Positions ?? [], ServedSnapshot.WriteLearned(loaded.State)),
            cancellationToken).ConfigureAwait(false);
        var next = new MixingStep(id, new MixingRound(round + 1, []), [], IsForced: false);
        var answers = await steps.AskAllAsync(shares, next, cancellationToken).ConfigureAwait(false);
        if (answers.Any(answer => answer.Id != id || answer.Round != round))
        {
            await CatchUpAsync(model, shares, answers, new MixingStep(id, new MixingRound(round, positions), learned, IsForced: true), cancellationToken).ConfigureAwait(false);
            var (share, ahead) = shares.Names.Zip(answers).MaxBy(pair => pair.Second.Round);
            await RecallAsync(model, id, share, ahead.Round, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!answers.Any(answer => answer.HasNews || answer.Cut.Length > 0))
        {
            return;
        }

        answers = await steps.AskAllAsync(shares, next with { IsForced = true }, cancellationToken).ConfigureAwait(false);
        if (answers.Any(answer => answer.Round != round || answer.Cut.Length == 0))
        {
            return;
        }

        var merged = Merge(model, learned, answers);
        var done = new MixingRound(round + 1, [.. answers.Select(answer => answer.CutAt)]);
        if (await AppendAsync(model, id, done, merged, cancellationToken).ConfigureAwait(false))
        {
            await steps.AskAllAsync(shares, new MixingStep(id, done, merged, IsForced: true), cancellationToken).ConfigureAwait(false);
        }
    }

    // A share that was not told of the last merge is told now.
    private async Task CatchUpAsync(
        string model, ModelShares shares, MixingAnswer[] answers, MixingStep last, CancellationToken cancellationToken)
    {
        foreach (var (share, answer) in shares.Names.Zip(answers))
        {
            if (answer.Id != last.Id)
            {
                throw new OnlineMlException(RefusalKind.Unavailable, $"The share '{share}' is of an earlier model '{model}'.");
            }

            if (answer.Round < last.Round.Number && (await steps.AskAsync(share, last, cancellationToken).ConfigureAwait(false)).Round < last.Round.Number)
            {
                await BeginAnewAsync(model, share, answer.Round, last, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A share whose log went back has lost its cut, and with that where what the model has of it ends. It is cut where it is and goes on from the model, so that
    // nothing counts twice. What it took since it went back is lost, which is little when that is found at once.
    private async Task BeginAnewAsync(string model, string share, long round, MixingStep last, CancellationToken cancellationToken)
    {
        var end = last.Round.Number;
        for (var number = end - round > MostLostRounds ? end + 1 : round + 1; number <= end; number++)
        {
            var next = last.Round with { Number = number };
            await steps.AskAsync(share, new MixingStep(last.Id, next, [], IsForced: true), cancellationToken).ConfigureAwait(false);
            round = (await steps.AskAsync(share, last with { Round = next }, cancellationToken).ConfigureAwait(false)).Round;
        }

        if (round < end)
        {
            throw new OnlineMlException(
                RefusalKind.Unavailable, $"The share '{share}' is in round {round} and cannot follow to {end}, as its log has lost what was merged of it.");
        }

        LogBegunAnew(share, end);
        (await directory.FindAsync(model, cancellationToken).ConfigureAwait(false)).Report(new StorageFault(
            model, 0, $"The log of the share '{share}' has lost what was merged of it; the share goes on from round {end}, and what it took since the loss is not in the model."));
    }

    // A model whose log went back, as where a server of Redis is lost that had not passed everything on, is told what its shares were told.
    private async Task RecallAsync(string model, string id, string share, long round, CancellationToken cancellationToken)
    {
        var reached = await ReadRoundAsync(model, cancellationToken).ConfigureAwait(false);
        if (reached >= round)
        {
            return;
        }

        var entry = await directory.FindAsync(share, cancellationToken).ConfigureAwait(false);
        (_, var loaded) = await models.LoadAsync(entry, cancellationToken).ConfigureAwait(false);
        foreach (var merge in await ShareHistory.ReadMergesAsync(loaded.Log, id, reached, cancellationToken).ConfigureAwait(false))
        {
            await AppendAsync(model, id, merge.Round, merge.Merged, cancellationToken).ConfigureAwait(false);
        }

        reached = await ReadRoundAsync(model, cancellationToken).ConfigureAwait(false);
        if (reached < round)
        {
            throw new OnlineMlException(
                RefusalKind.Unavailable, $"The model '{model}' is in round {reached} and its share '{share}' in {round}, which has no longer what was merged in between.");
        }
    }

    private Task<long> ReadRoundAsync(string model, CancellationToken cancellationToken) =>
        models.ReadLatestAsync(model, (_, loaded) => loaded.State.Mixing?.Round ?? 0, cancellationToken);

    private byte[] Merge(string model, byte[] learned, MixingAnswer[] answers)
    {
        ModelState Read(byte[] bytes) => ServedSnapshot.ReadLearned(model, bytes, context.Catalog, context.Options);
        var origin = Read(learned);
        origin.Merge([.. answers.Select(answer => Read(answer.Cut))], addToFirst: false);
        return ServedSnapshot.WriteLearned(origin);
    }

    /// <returns>Whether the model has been merged so, by whomever.</returns>
    private async Task<bool> AppendAsync(string model, string id, MixingRound round, byte[] merged, CancellationToken cancellationToken)
    {
        var entry = await directory.FindAsync(model, cancellationToken).ConfigureAwait(false);
        (_, var loaded) = await models.LoadAsync(entry, cancellationToken).ConfigureAwait(false);
        return loaded.State.Mixing?.Setup.Id == id
            && await loaded.AppendAsync(EventKind.Merge, round.Write(), merged).ConfigureAwait(false)
            && await loaded.ReadAsync(() => loaded.State.Mixing?.Round == round.Number, bytes: null).ConfigureAwait(false) is (true, true);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The log of the share '{Share}' has lost what was merged of it; the share goes on from round {Round}, and what it took since the loss is not in the model.")]
    private partial void LogBegunAnew(string share, long round);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The shares of the model '{Model}' are not merged now; it is tried again.")]
    private partial void LogPutOff(string model, Exception reason);
}
