using System.Buffers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Configuration;

/// <summary>Creates the declared models that are missing, with what they are to know from the start, and by default refuses to start when a stored one is
/// another.</summary>
internal sealed partial class DeclaredModels(
    IEnumerable<DeclaredModel> declared,
    IEnumerable<ModelSeed> seeds,
    SeedingHost seeding,
    ModelRetraining retraining,
    ModelHost host,
    InProcessClient client,
    ILogger<DeclaredModels> logger)
    : IHostedService, IDisposable
{
    private const string SpecPart = "the spec";

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<string> _unavailable = new(StringComparer.Ordinal);
    private Task _late = Task.CompletedTask;
    private Task _retraining = Task.CompletedTask;

    /// <exception cref="InvalidOperationException">A declaration is not understood, or differs from what is stored; the message lists all that do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var faults = seeds.ExceptBy(declared.Select(model => model.Name), seed => seed.Model, StringComparer.Ordinal)
            .Select(seed => $"There is a seed for the model '{seed.Model}', which is not declared.").ToList();
        var left = await DeclareAsync([.. declared], faults, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join(' ', faults));
        }

        if (left.Count > 0)
        {
            _late = DeclareLateAsync(left);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // An application that ends by itself is disposed of while a test's factory stops it, too.
            return;
        }

        await _late.ConfigureAwait(false);
        await _retraining.ConfigureAwait(false);
    }

    public void Dispose() => _ending.Dispose();

    /// <returns>Those that could not be reached, which may be otherwise in a while.</returns>
    private async Task<List<DeclaredModel>> DeclareAsync(List<DeclaredModel> models, List<string> faults, CancellationToken cancellationToken)
    {
        HashSet<string> names;
        try
        {
            names = (await host.ListNamesAsync(cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.Unavailable && host.IsShared)
        {
            return models;
        }

        var (left, outdated) = (new List<DeclaredModel>(), new List<DeclaredModel>());
        foreach (var model in models)
        {
            try
            {
                _ = SetupOf(model);
                if (!names.Add(model.Name) || !await TryCreateAsync(model, cancellationToken).ConfigureAwait(false))
                {
                    await CompareAsync(model, faults, outdated, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OnlineMlException e) when (e.Kind is RefusalKind.Unavailable or RefusalKind.StorageFull)
            {
                // It is no reason to keep the others from being served; health tells of it.
                if (_unavailable.Add(model.Name))
                {
                    LogUnavailable(model.Name, e.Message);
                }

                if (host.IsShared || e.Kind == RefusalKind.StorageFull)
                {
                    left.Add(model);
                }
            }
            catch (Exception e) when (e is OnlineMlException or Catalog.SpecException or ArgumentException)
            {
                faults.Add($"The model '{model.Name}' cannot be declared so: {e.Message}");
            }
        }

        if (outdated.Count > 0 && faults.Count == 0)
        {
            var before = _retraining;
            _retraining = Task.Run(() => RetrainAsync(before, outdated), CancellationToken.None);
        }

        return left;
    }

    // One after the other, as each needs a processor and memory beside those of the calls.
    private async Task RetrainAsync(Task before, List<DeclaredModel> outdated)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var model in outdated)
        {
            var mayBePart = host.Context.Options.Storage.WhenModelDiffers == StoredModelDifference.RetrainFromKeptEvents;
            await retraining.RunAsync(model.Name, token => BeginAsync(model, token), mayBePart, _ending.Token).ConfigureAwait(false);
        }
    }

    private async Task<(Model Model, long Examples)> BeginAsync(DeclaredModel model, CancellationToken cancellationToken)
    {
        if (SeedOf(model) is not { } seed)
        {
            return (Build(model), 0);
        }

        using var file = await seeding.LearnAsync(model, Build(model), seed, cancellationToken).ConfigureAwait(false);
        var seeded = ServedSnapshot.Read(model.Name, new ReadOnlySequence<byte>(file.GetBuffer(), 0, (int)file.Length), host.Context.Catalog, host.Context.Options);
        return (seeded.Model, seeded.Record.Examples);
    }

    // The application has started without its storage by then, so that what differs can only be told.
    private async Task DeclareLateAsync(List<DeclaredModel> left)
    {
        while (left.Count > 0)
        {
            await Task.Delay(BetweenAttempts, host.Context.Time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            try
            {
                var faults = new List<string>();
                left = await DeclareAsync(left, faults, _ending.Token).ConfigureAwait(false);
                faults.ForEach(LogDiffers);
            }
            catch (OnlineMlException e) when (e.Kind == RefusalKind.Unavailable)
            {
                // It is still away.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <returns>False when another server was faster.</returns>
    private async Task<bool> TryCreateAsync(DeclaredModel model, CancellationToken cancellationToken)
    {
        try
        {
            await CreateAsync(model, cancellationToken).ConfigureAwait(false);
            LogCreated(model.Name);
            return true;
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.AlreadyExists)
        {
            return false;
        }
    }

    private async Task CreateAsync(DeclaredModel model, CancellationToken cancellationToken)
    {
        var flavor = Flavors.NameOf(model.Flavor);
        if (SeedOf(model) is not { } seed)
        {
            await client.AddModelAsync(flavor, Build(model), model.Name, model.Metrics, SetupOf(model), cancellationToken).ConfigureAwait(false);
            return;
        }

        using var file = await seeding.LearnAsync(model, Build(model), seed, cancellationToken).ConfigureAwait(false);
        await client.ImportModelAsync(flavor, file, model.Name, SetupOf(model), cancellationToken).ConfigureAwait(false);
    }

    private MixingSetup? SetupOf(DeclaredModel model) => model.Mixing is { } mixing ? MixingSetup.Of(mixing, host.IsShared) : null;

    private ModelSeed? SeedOf(DeclaredModel model) => seeds.FirstOrDefault(seed => seed.Model == model.Name);

    private Model Build(DeclaredModel model) => model.Build(host.Context.Catalog, host.Context.SpecOptions);

    private async Task CompareAsync(DeclaredModel model, List<string> faults, List<DeclaredModel> outdated, CancellationToken cancellationToken)
    {
        var built = Build(model);
        var metrics = new ServedHeader(model.Flavor, model.Metrics).MakeMetrics(built, host.Context.Catalog, host.Context.SpecOptions);
        var declaration = Shown(model.Flavor, built, metrics, SetupOf(model));
        var stored = await host.ReadAsync(
            model.Name, (_, loaded) => Shown(loaded.State.Header.Flavor, loaded.State.Model, loaded.State.Metrics, loaded.State.Header.Mixing), cancellationToken).ConfigureAwait(false);
        var differences = declaration.Zip(stored)
            .Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => $"{pair.First.Part} {pair.Second.Value} instead of {pair.First.Value}")
            .ToArray();
        if (differences.Length > 0 && host.Context.Options.Storage.WhenModelDiffers == StoredModelDifference.Keep)
        {
            LogKept(model.Name, string.Join(", ", differences));
        }
        else if (host.Context.Options.Storage.WhenModelDiffers is StoredModelDifference.Retrain or StoredModelDifference.RetrainFromKeptEvents
            && differences is [var difference] && difference.StartsWith(SpecPart, StringComparison.Ordinal))
        {
            await retraining.CheckAsync(model.Name, built, cancellationToken).ConfigureAwait(false);
            LogOutdated(model.Name, difference);
            outdated.Add(model);
        }
        else if (differences.Length > 0)
        {
            faults.Add(
                $"The model '{model.Name}' is stored with {string.Join(", ", differences)}. Declare it as it is stored or under another name, or delete the stored one.");
        }
    }

    private (string Part, string Value)[] Shown(Flavor flavor, Model model, Metrics.MetricSet metrics, MixingSetup? mixing) =>
    [
        ("the flavor", Flavors.NameOf(flavor)),
        (SpecPart, model.ToSpec()),
        ("the metrics", $"[{string.Join(", ", metrics.Select(host.Context.Catalog.ToSpec))}]"),
        ("the shares", mixing is null ? "none" : $"{mixing.Shares} (merged every {mixing.Every})"),
    ];

    [LoggerMessage(Level = LogLevel.Information, Message = "The declared model '{Model}' was created.")]
    private partial void LogCreated(string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The declared model '{Model}' is stored with {Differences}, and goes on so.")]
    private partial void LogKept(string model, string differences);

    [LoggerMessage(Level = LogLevel.Information, Message = "The declared model '{Model}' is stored with {Difference}, and is trained from its log.")]
    private partial void LogOutdated(string model, string difference);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}")]
    private partial void LogDiffers(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The declared model '{Model}' is not available: {Reason}")]
    private partial void LogUnavailable(string model, string reason);
}
