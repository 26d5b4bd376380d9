using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving.Hosting;

/// <summary>Trains other models from the logs of served ones, which go on meanwhile, and puts them into their places.</summary>
/// <remarks>The other model runs after the served one until it is near. Then calls are held up until it has the last event, and the event that
/// puts it in place is sent behind that, before the calls that wait. Where other servers append to the log, one of their events may come between; the event
/// is refused then, by all servers alike, and the model runs on. Until that event nothing of it is stored, so that a process that ends leaves no trace.</remarks>
internal sealed partial class ModelRetraining(ModelHost host, ILogger<ModelRetraining> logger)
{
    // A log that is cut off behind its reader is begun anew.
    private const int MaxStarts = 2;

    // Each takes as long as an event takes to be stored, and servers that append all the time leave a gap for it now and then.
    private const int MaxTries = 200;
    private const int MaxHolds = 3;
    private const int MaxRounds = 20;
    private const long Near = 256;

    // Calls wait meanwhile.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private enum Outcome
    {
        Done,
        OtherEvents,
        NoRest,
    }

    /// <summary>Refuses a model that cannot take the place of the served one.</summary>
    /// <exception cref="OnlineMlException">It cannot, or the served one is not available.</exception>
    public Task CheckAsync(string name, Model model, CancellationToken cancellationToken) => host.ReadAsync(
        name,
        (_, loaded) =>
        {
            new Replacement(HasLearned: true).Check(loaded.State, model, loaded.State.Position);
            return true;
        },
        cancellationToken);

    /// <summary>Trains a model and puts it into the place of the served one. What goes wrong is said in the log and in the model's status.</summary>
    /// <param name="name">The name of the served one.</param>
    /// <param name="begin">Makes a new one, and says how many examples it has learned of its seed.</param>
    /// <param name="mayBePart">Whether it may take the place of one that has learned more than the log has.</param>
    /// <param name="cancellationToken">Ends it; the served one stays.</param>
    public async Task RunAsync(
        string name, Func<CancellationToken, Task<(Model Model, long Examples)>> begin, bool mayBePart, CancellationToken cancellationToken)
    {
        try
        {
            var (model, examples) = await begin(cancellationToken).ConfigureAwait(false);

            // What the application declared stays as it is, so that one can begin anew.
            using var first = new MemoryStream();
            model.Save(first);
            for (var starts = 1; ; starts++)
            {
                var challenger = new Challenger(Load(first.ToArray()), examples, mayBePart);
                if (await TrainAsync(name, challenger, cancellationToken).ConfigureAwait(false) is not { } fault)
                {
                    return;
                }

                if (starts == MaxStarts)
                {
                    throw new StorageException(fault);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogEnded(name);
        }
        catch (Exception e)
        {
            await GiveUpAsync(name, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private Model Load(byte[] file) => Model.Load(ModelFile.Read(file), host.Context.Catalog, SpecOptions.Unlimited);

    // Null when it is done, or why it has to begin anew.
    private async Task<string?> TrainAsync(string name, Challenger challenger, CancellationToken cancellationToken)
    {
        var served = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        var history = new LiveLogHistory(name, served.Loaded.Log, await served.Loaded.Log.FindFirstAsync(cancellationToken).ConfigureAwait(false));
        challenger.CheckBegin(history.First, served.Position, served.Examples);
        var replay = new LogReplay(history)
        {
            Challenger = challenger.Model,
            Catalog = host.Context.Catalog,
            Options = host.Context.Options,
            To = served.Position,
            Watch = CheckSize,
        };
        var result = await replay.RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.Position == served.Position)
        {
            challenger.CheckAll(result, served.Examples);
        }

        var holds = 0;
        for (var tries = 1; tries <= MaxTries; tries++)
        {
            for (var (round, isNear) = (0, false); round < MaxRounds && !isNear; round++)
            {
                served = await FindAsync(name, cancellationToken).ConfigureAwait(false);
                history.Log = served.Loaded.Log;
                isNear = served.Position - result.Position <= Near;
                await replay.GoOnAsync(result, served.Position, cancellationToken).ConfigureAwait(false);
            }

            if (served.Spec == challenger.Spec)
            {
                LogFaster(name);
                return null;
            }

            if (result.Position < served.Position)
            {
                return string.Create(CultureInfo.InvariantCulture, $"event {result.Position + 1} cannot be read");
            }

            switch (await TryReplaceAsync(name, served.Loaded, challenger, replay, result, cancellationToken).ConfigureAwait(false))
            {
                case Outcome.Done:
                    return null;
                case Outcome.NoRest when ++holds == MaxHolds:
                    throw new StorageException("the calls under way did not end while others waited for it");
                case Outcome.NoRest or Outcome.OtherEvents:
                    await Task.Delay(LongestPause * (tries / (double)MaxTries), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new InvalidOperationException("There is no such outcome.");
            }
        }

        throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"events of other servers came between in each of {MaxTries} tries"));
    }

    private async Task<Outcome> TryReplaceAsync(
        string name, LiveModel loaded, Challenger challenger, LogReplay replay, ReplayResult result, CancellationToken cancellationToken)
    {
        using var hold = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        hold.CancelAfter(LongestHold);
        try
        {
            // Who had the state when the others were held up has counted its call once it is free.
            loaded.Access.HoldUp();
            await loaded.Access.RunFirstAsync(() => true).WaitAsync(hold.Token).ConfigureAwait(false);
            while (!loaded.IsIdle)
            {
                await Task.Delay(BetweenLooks, hold.Token).ConfigureAwait(false);
            }

            await replay.GoOnAsync(result, loaded.Log.Position, hold.Token).ConfigureAwait(false);
            var (position, spec, served) = await loaded.Access.RunFirstAsync(() => (loaded.State.Position, loaded.State.Model.ToSpec(), loaded.State.Record.Examples))
                .WaitAsync(hold.Token).ConfigureAwait(false);
            if (position != result.Position || spec == challenger.Spec)
            {
                return Outcome.OtherEvents;
            }

            CheckSize(result.State);
            var learned = challenger.LearnedOf(result);
            await host.Succession.ReplaceAsync(name, result.Model, new Replacement(learned > 0, Behind: result.Position), key: null, hold.Token).ConfigureAwait(false);
            LogRetrained(name, result.From + 1, result.Position, learned, served);
            return Outcome.Done;
        }
        catch (OnlineMlException e) when (e.Message.Contains(Replacement.OtherPosition, StringComparison.Ordinal))
        {
            return Outcome.OtherEvents;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome.NoRest;
        }
        finally
        {
            loaded.Access.GoOn();
        }
    }

    private void CheckSize(ModelState state)
    {
        state.MemorySize();
        var most = host.Context.Options.Memory.BytesOfOneModel;
        if (state.ModelBytes > most)
        {
            throw new OnlineMlException(
                RefusalKind.TooLarge,
                $"at event {state.Position} it takes {ComponentSize.Show(state.ModelBytes)} of memory, and {nameof(OnlineMlMemoryOptions.MaxModelBytes)} allows {ComponentSize.Show(most)}");
        }
    }

    private Task<Served> FindAsync(string name, CancellationToken cancellationToken) => host.ReadLatestAsync(
        name,
        (_, loaded) => new Served(loaded, loaded.State.Position, loaded.State.Record.Examples, loaded.State.Model.ToSpec()),
        cancellationToken);

    private async Task GiveUpAsync(string name, Exception cause, CancellationToken cancellationToken)
    {
        var reason = cause.Message.TrimEnd('.');
        LogGivenUp(name, reason, cause is StorageException or OnlineMlException ? null : cause);
        try
        {
            var message = $"The model as it is declared could not be trained from the log: {reason}. The stored one goes on; the next start tries again.";
            await host.ReadAsync(
                name,
                (entry, _) =>
                {
                    entry.Report(new StorageFault(name, 0, message));
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OnlineMlException or OperationCanceledException or StateFormatException)
        {
            // It is not there, and the log has it.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The model '{Model}' was trained as it is declared from events {First} to {Last}, and took the place of the stored one: it has learned {Examples} examples, and the stored one {Before}.")]
    private partial void LogRetrained(string model, long first, long last, long examples, long before);

    [LoggerMessage(Level = LogLevel.Information, Message = "The model '{Model}' is by now as it is declared: another server was faster.")]
    private partial void LogFaster(string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "The model '{Model}' stays as it is stored until the next start, as the service ends.")]
    private partial void LogEnded(string model);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' could not be trained as it is declared, and stays as it is stored: {Reason}.")]
    private partial void LogGivenUp(string model, string reason, Exception? cause);

    private sealed record Served(LiveModel Loaded, long Position, long Examples, string Spec);
}
