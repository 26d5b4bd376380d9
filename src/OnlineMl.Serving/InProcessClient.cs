using System.Reflection;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>The calls of <see cref="IOnlineMlClient"/> on the models of this process.</summary>
/// <param name="host">The models.</param>
public sealed class InProcessClient(ModelHost host) : IOnlineMlClient
{
    private const string RiverVersion = "0.24.2";

    private static readonly string Version =
        typeof(InProcessClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <inheritdoc/>
    public Task<ServiceInfo> GetServiceInfoAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new ServiceInfo(
            "onlineml", "running", "OnlineMl", "Models that learn from one example at a time.", "https://github.com/onlineml/onlineml",
            host.StorageKind, RiverVersion, Version));

    /// <inheritdoc/>
    public Task<string> CreateModelAsync(string flavor, string spec, string? name = null, CancellationToken cancellationToken = default) =>
        host.CreateAsync(
            flavor,
            name,
            (catalog, options) =>
            {
                try
                {
                    return Model.FromSpec(spec, options, catalog);
                }
                catch (SpecException e)
                {
                    throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
                }
            },
            cancellationToken);

    /// <summary>Adds a model that was built in code. It must be made of components that the catalog knows.</summary>
    public Task<string> AddModelAsync(string flavor, Model model, string? name = null, CancellationToken cancellationToken = default) =>
        host.CreateAsync(flavor, name, (_, _) => model, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> ImportModelAsync(string flavor, Stream file, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var buffer = new MemoryStream();
        await file.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        buffer.Position = 0;
        return await host.CreateAsync(
            flavor,
            name,
            (catalog, _) =>
            {
                try
                {
                    return Model.Load(buffer, catalog);
                }
                catch (Exception e) when (e is StateFormatException or SpecException)
                {
                    throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> GetModelsAsync(CancellationToken cancellationToken = default) => Task.FromResult(host.Names);

    /// <inheritdoc/>
    public Task<JsonElement> DescribeModelAsync(string model, CancellationToken cancellationToken = default) =>
        Refuse(() => host.Read(model, served => served.Model.Describe()));

    /// <inheritdoc/>
    public async Task DownloadModelAsync(string model, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var buffer = new MemoryStream();
        host.Read(model, served =>
        {
            served.Model.Save(buffer);
            return true;
        });
        buffer.Position = 0;
        await buffer.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task DeleteModelAsync(string model, CancellationToken cancellationToken = default) => host.DeleteAsync(model, cancellationToken);

    /// <inheritdoc/>
    public Task<PredictResponse> PredictAsync(PredictRequest request, CancellationToken cancellationToken = default) =>
        Refuse(() => host.Predict(request));

    /// <inheritdoc/>
    public Task LearnAsync(LearnRequest request, CancellationToken cancellationToken = default) =>
        Refuse(() =>
        {
            host.Learn(request);
            return true;
        });

    /// <inheritdoc/>
    public Task LabelAsync(LabelRequest request, CancellationToken cancellationToken = default) =>
        Refuse(() =>
        {
            host.Label(request);
            return true;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, double>> GetMetricsAsync(string model, CancellationToken cancellationToken = default) =>
        Refuse(() => host.Read(model, served => served.ReadMetrics()));

    /// <inheritdoc/>
    public Task<ModelStats> GetStatsAsync(string model, CancellationToken cancellationToken = default) =>
        Refuse(() => host.Read(model, served => new ModelStats(served.PredictCalls.Read(), served.LearnCalls.Read())));

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelEvent> StreamEventsAsync(CancellationToken cancellationToken = default) => host.Events.Listen(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyDictionary<string, double>> StreamMetricsAsync(CancellationToken cancellationToken = default) =>
        host.MetricEvents.Listen(cancellationToken);

    private static Task<T> Refuse<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
        catch (OnlineMlException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
