using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    IServiceProvider services, OwnedModels owned, ClusterInstruments instruments, IOptions<OnlineMlClusterOptions> options, IOptions<OnlineMlServingOptions> serving, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MeasuredOver = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HotFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, CopiedModel> _models = new(StringComparer.Ordinal);
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
    public bool IsKept(string model) => _models.TryGetValue(model, out var copy) && time.GetTimestamp() < copy.KeptUntil;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not asked for by the constructor: the host itself asks for this.
        var host = services.GetRequiredService<ModelHost>();
        instruments.ObserveLags(MeasureLags);
        var pause = options.Value.MaxLag / 4;
        using var timer = new PeriodicTimer(pause < LongestPause ? pause : LongestPause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            Choose(host);
            await Task.WhenAll(_models.Where(place => IsKept(place.Key) && !owned.Contains(place.Key)).Select(place => RefreshAsync(host, place.Key, place.Value, stoppingToken)))
                .ConfigureAwait(false);
        }
    }

    /// <summary>How old each copy is that is kept, of as many models as are measured.</summary>
    public IEnumerable<Measurement<double>> MeasureLags() => _models
        .Where(place => place.Value.ReadAt != long.MinValue && IsKept(place.Key) && !owned.Contains(place.Key))
        .OrderBy(place => place.Key, StringComparer.Ordinal)
        .Take(serving.Value.Limit.MaxMeasuredModels)
        .Select(place => new Measurement<double>(time.GetElapsedTime(place.Value.ReadAt).TotalSeconds, ServingInstruments.Tag(place.Key)));

    private static async Task<bool> CatchUpAsync(ModelHost host, string model, CancellationToken cancellationToken)
    {
        try
        {
            var (loaded, isQuiet) = await host.ReadAsync(model, (_, loaded) => (loaded, !loaded.State.Model.ChangesWhenAsked), cancellationToken).ConfigureAwait(false);
            await LiveModels.CatchUpAsync(loaded, cancellationToken).ConfigureAwait(false);
            return isQuiet && loaded.Failure is null;
        }
        catch (OnlineMlException)
        {
            return false;
        }
    }

    // That each server learns its own share and no other is what shares are for.
    private CopyMode CopiesOf(string model) => ModelNames.IsShare(model) ? CopyMode.None : options.Value.CopiesOf(model);

    private bool IsFresh(CopiedModel copy) => copy.ReadAt != long.MinValue && time.GetElapsedTime(copy.ReadAt) <= options.Value.MaxLag;

    private void Choose(ModelHost host)
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_measuredAt, now);
        foreach (var entry in host.Entries)
        {
            if (CopiesOf(entry.Name) == CopyMode.All)
            {
                _models.GetOrAdd(entry.Name, _ => new CopiedModel()).KeptUntil = long.MaxValue;
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
        copy.KeptUntil = Math.Max(copy.KeptUntil, now + (long)(HotFor.TotalSeconds * time.TimestampFrequency));

    private async Task RefreshAsync(ModelHost host, string model, CopiedModel copy, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var isDone = await CatchUpAsync(host, model, cancellationToken).ConfigureAwait(false);
        copy.ReadAt = isDone ? now : copy.ReadAt;
    }
}
