using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Cluster.Diagnostics;
using OnlineMl.Cluster.Grains;
using OnlineMl.Cluster.Silo;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Mixing;
using Orleans;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Routing;

/// <summary>Brings calls to the server that owns the model. While that one does not answer, this server does the work itself: the log keeps what two
/// writers write apart, so that an owner is what makes it fast and not what makes it right.</summary>
internal sealed partial class ClusterRouter(
    BackgroundSilo silo, OwnedModels owned, CopiedModels copies, ClusterInstruments instruments, IOptions<OnlineMlClusterOptions> options, TimeProvider time, ILogger<ClusterRouter> logger) : IModelRouter
{
    private static readonly TimeSpan BetweenPings = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _silent = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool IsHere(string model) => owned.Contains(model) || !silo.IsReady || _silent.ContainsKey(model);

    /// <inheritdoc/>
    public bool MayAnswer(string model) => copies.MayAnswer(model);

    /// <inheritdoc/>
    public async Task<RoutedAnswer?> TakeAsync(EventKind kind, OwnedCall call, CancellationToken cancellationToken)
    {
        if (IsHere(call.Model) || silo.Grains is not { } grains)
        {
            return null;
        }

        try
        {
            var owner = grains.GetGrain<IModelGrain>(call.Model);
            var answer = await AskAsync(waiting => owner.TakeAsync(CallMessage.Of(kind, call), waiting), cancellationToken).ConfigureAwait(false);
            answer.ThrowIfRefused();
            return new RoutedAnswer(answer.Prediction, answer.Identifier, answer.Position);
        }
        catch (Exception reason) when (reason is not OnlineMlException && !cancellationToken.IsCancellationRequested)
        {
            TakeOver(grains, call.Model, reason);

            // Another call of its key is a repetition, and another prediction of its identifier takes the place of the first.
            return IsUnsent(reason) || call.IdempotencyKey is not null || kind == EventKind.Predict
                ? null
                : throw new OnlineMlException(
                    RefusalKind.Unavailable,
                    $"The server that owns the model '{call.Model}' does not answer, and it is not known whether the call is stored. Repeat it, best with an idempotency key.",
                    reason)
                { RetryAfter = ServingContext.RetryAfter };
        }
    }

    /// <inheritdoc/>
    public async Task<string?> FindOwnerAsync(string model, CancellationToken cancellationToken)
    {
        if (owned.Contains(model))
        {
            return options.Value.Place;
        }

        if (silo.Grains is not { } grains || _silent.ContainsKey(model))
        {
            return null;
        }

        try
        {
            return await grains.GetGrain<IModelGrain>(model).FindAsync().WaitAsync(options.Value.MaxWait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<MixingAnswer?> MixAsync(string share, MixingStep step, CancellationToken cancellationToken)
    {
        if (IsHere(share) || silo.Grains is not { } grains)
        {
            return null;
        }

        try
        {
            var owner = grains.GetGrain<IModelGrain>(share);
            var reply = await AskAsync(waiting => owner.MixAsync(MixingMessage.Of(step), waiting), cancellationToken).ConfigureAwait(false);
            return reply.ToAnswer();
        }
        catch (Exception reason) when (reason is not OnlineMlException && !cancellationToken.IsCancellationRequested)
        {
            // A step that comes twice is done once.
            TakeOver(grains, share, reason);
            return null;
        }
    }

    private static bool IsUnsent(Exception reason) => reason is OrleansMessageRejectionException and not SiloUnavailableException;

    // The owner is told when nobody waits any more. Orleans' own time-out is that of the application's grains, too.
    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.MaxWait, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ask(waiting.Token).WaitAsync(waiting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException reason) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"It did not within {options.Value.MaxWait.TotalSeconds:0.###} seconds."), reason);
        }
    }

    private void TakeOver(IGrainFactory grains, string model, Exception reason)
    {
        if (_silent.TryAdd(model, true))
        {
            instruments.TakeOver();
            LogSilent(model, reason.Message);
            _ = WaitForOwnerAsync(grains, model);
        }
    }

    // Where the owner is dead, to ask for it makes another one.
    private async Task WaitForOwnerAsync(IGrainFactory grains, string model)
    {
        while (silo.IsReady)
        {
            try
            {
                await grains.GetGrain<IModelGrain>(model).PingAsync().WaitAsync(options.Value.MaxWait, time).ConfigureAwait(false);
                break;
            }
            catch (Exception)
            {
                await Task.Delay(BetweenPings, time).ConfigureAwait(false);
            }
        }

        _silent.TryRemove(model, out _);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server that owns the model '{Model}' does not answer; this server takes its calls until one does. {Reason}")]
    private partial void LogSilent(string model, string reason);
}
