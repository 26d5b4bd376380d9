using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Cluster.Diagnostics;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Cluster.Routing;

/// <summary>Keeps copies of models that other servers own, which answer predictions that leave no trace.</summary>
/// <remarks>A copy follows the log as the owner does, so that it is the same model, a moment old. It counts as fresh for <see cref="OnlineMlClusterOptions.MaxLag"/>
/// after it was made sure that it has everything; else predictions go to the owner.</remarks>
internal sealed class CopiedModels(
    IServiceProvider services, OwnedModels owned, ClusterInstruments instruments, IOptions<OnlineMlClusterOptions> options, IOptions<OnlineMlServingOptions> serving, TimeProvider time,
    ILogger<CopiedModels> logger)
    : RepeatedWork(time, logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MeasuredOver = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HotFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, CopiedModel> _models = new(StringComparer.Ordinal);
    private readonly TimeProvider _time = time;
    private long _measuredAt = time.GetTimestamp();

    /// <summary>Whether a copy here answers a prediction; it is counted.</summary>
    public bool MayAnswer(string model)
    {
        if (CopiesOf(model) == CopyMode.None)
        {
            return false;
        }

        var copy = _models.GetOrAdd(model, _ => new CopiedModel());
        copy.Ask();
        return IsFresh(copy);
    }

    /// <summary>Whether a copy of a model is kept here.</summary>
    public bool IsKept(string model) => _models.TryGetValue(model, out var copy) && _time.GetTimestamp() < copy.KeptUntil;

    protected override TimeSpan Pause => options.Value.MaxLag / 4 is var pause && pause < LongestPause ? pause : LongestPause;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.ObserveLags(MeasureLags);
        return base.StartAsync(cancellationToken);
    }

    protected override Task DoAsync(CancellationToken cancellationToken)
    {
        // Not asked for by the constructor: the host itself asks for this.
        var host = services.GetRequiredService<ModelHost>();
        Choose(host);
        List<Task> done = [];
        foreach (var (name, copy) in _models)
        {
            // One that takes long keeps no other waiting.
            if (IsKept(name) && !owned.Contains(name) && copy.Refreshing.IsCompleted)
            {
                done.Add(copy.Refreshing);
                copy.Refreshing = RefreshAsync(host, name, copy, cancellationToken);
            }
        }

        return Task.WhenAll(done);
    }

    /// <summary>How old each copy is that is kept, of as many models as are measured.</summary>
    public IEnumerable<Measurement<double>> MeasureLags() => _models
        .Where(place => place.Value.ReadAt != long.MinValue && IsKept(place.Key) && !owned.Contains(place.Key))
        .OrderBy(place => place.Key, StringComparer.Ordinal)
        .Take(serving.Value.Limit.MaxMeasuredModels)
        .Select(place => new Measurement<double>(_time.GetElapsedTime(place.Value.ReadAt).TotalSeconds, ServingInstruments.Tag(place.Key)));

    private static async Task<bool> CatchUpAsync(ModelHost host, string model, CancellationToken cancellationToken)
    {
        var (loaded, isQuiet) = await host.ReadAsync(model, (_, loaded) => (loaded, !loaded.State.Model.ChangesWhenAsked), cancellationToken).ConfigureAwait(false);
        await LiveModels.CatchUpAsync(loaded, cancellationToken).ConfigureAwait(false);
        return isQuiet && loaded.Failure is null;
    }

    // That each server learns its own share and no other is what shares are for.
    private CopyMode CopiesOf(string model) => ModelNames.IsShare(model) ? CopyMode.None : options.Value.CopiesOf(model);

    private bool IsFresh(CopiedModel copy) => copy.ReadAt != long.MinValue && _time.GetElapsedTime(copy.ReadAt) <= options.Value.MaxLag;

    private void Choose(ModelHost host)
    {
        var now = _time.GetTimestamp();
        var elapsed = _time.GetElapsedTime(_measuredAt, now);
        foreach (var entry in host.Entries)
        {
            if (CopiesOf(entry.Name) == CopyMode.All)
            {
                Keep(_models.GetOrAdd(entry.Name, _ => new CopiedModel()), now);
            }
        }

        // Who listens to a model here hears of its events also when the server dies that is to tell of them.
        foreach (var name in host.Events.ListenedModels.Union(host.MetricEvents.ListenedModels, StringComparer.Ordinal))
        {
            Keep(_models.GetOrAdd(name, _ => new CopiedModel()), now);
        }

        if (elapsed < MeasuredOver)
        {
            return;
        }

        _measuredAt = now;
        foreach (var (name, copy) in _models)
        {
            if (CopiesOf(name) != CopyMode.None && copy.TakeAsked() / elapsed.TotalSeconds >= options.Value.HotRate)
            {
                Keep(copy, now);
            }
            else if (now >= copy.KeptUntil)
            {
                _models.TryRemove(name, out _);
            }
        }
    }

    private void Keep(CopiedModel copy, long now) =>
        copy.KeptUntil = Math.Max(copy.KeptUntil, now + (long)(HotFor.TotalSeconds * _time.TimestampFrequency));

    private async Task RefreshAsync(ModelHost host, string model, CopiedModel copy, CancellationToken cancellationToken)
    {
        var now = _time.GetTimestamp();
        try
        {
            copy.ReadAt = await CatchUpAsync(host, model, cancellationToken).ConfigureAwait(false) ? now : copy.ReadAt;
        }
        catch (OnlineMlException refusal)
        {
            copy.KeptUntil = refusal.Kind == RefusalKind.ModelNotFound ? long.MinValue : copy.KeptUntil;
        }
    }
}
