using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>What a served model is for and what it is measured by.</summary>
internal sealed class ServedHeader : IStateful
{
    private string? _flavor;
    private bool _hasMetrics;
    private string[] _metrics = [];
    private long _position;
    private string? _mixing;
    private int _shares;
    private long _mixedEvery;
    private bool _isShare;

    /// <summary>An empty header, to be filled from a snapshot.</summary>
    public ServedHeader()
    {
    }

    /// <param name="flavor">What the model is for.</param>
    /// <param name="metrics">The specs of its metrics; those of the flavor when null.</param>
    public ServedHeader(Flavor flavor, IReadOnlyList<string>? metrics)
    {
        _flavor = Flavors.NameOf(flavor);
        _hasMetrics = metrics is not null;
        _metrics = metrics is null ? [] : [.. metrics];
    }

    public Flavor Flavor => Flavors.Parse(_flavor ?? "");

    /// <summary>The position of the log up to which the snapshot goes.</summary>
    public long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>How the model is learned in shares; null when it is not.</summary>
    public MixingSetup? Mixing
    {
        get => _mixing is null ? null : new MixingSetup(_mixing, _shares, TimeSpan.FromMilliseconds(_mixedEvery), _isShare);
        set => (_mixing, _shares, _mixedEvery, _isShare) = (value?.Id, value?.Shares ?? 0, (long)(value?.Every.TotalMilliseconds ?? 0), value?.IsShare ?? false);
    }

    /// <summary>New metrics.</summary>
    /// <exception cref="OnlineMlException">A metric is unknown or does not fit the model, or they are too large.</exception>
    public MetricSet MakeMetrics(Model model, ComponentCatalog catalog, SpecOptions options)
    {
        if (!_hasMetrics)
        {
            return Flavors.Metrics(Flavor);
        }

        try
        {
            var metrics = Array.ConvertAll(_metrics, spec => catalog.Create<IMetric>(AsJson(spec), options));
            CheckSize(metrics, options);
            foreach (var metric in metrics)
            {
                if (!model.Task.IsMeasuredBy(metric) || (model.Task.IsMeasuredByModel && model.Centers is null))
                {
                    throw new OnlineMlException(RefusalKind.BadRequest, $"The metric {metric.Name} does not fit the model.");
                }
            }

            return new MetricSet(metrics);
        }
        catch (Exception e) when (e is SpecException or ArgumentException)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The metrics are not understood: {e.Message}", e);
        }
    }

    /// <summary>Refuses metrics of a new model two of which have one name. Models of earlier versions may have them.</summary>
    /// <exception cref="OnlineMlException">Two have.</exception>
    public static void CheckNames(MetricSet metrics)
    {
        if (metrics.CountBy(metric => metric.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"Two of the metrics have the name '{twice}', under which only one can be told.");
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("flavor", ref _flavor);
        state.Field("hasMetrics", ref _hasMetrics);
        state.Field("metrics", ref _metrics, FieldLength.Any);
        state.Field("position", ref _position);
        if (state.IsLoading || _mixing is not null)
        {
            state.Field("mixing", ref _mixing);
            state.Field("shares", ref _shares);
            state.Field("mixedEvery", ref _mixedEvery);
            state.Field("isShare", ref _isShare);
        }
    }

    // Each is within the limit; together they may not be.
    private static void CheckSize(IMetric[] metrics, SpecOptions options)
    {
        var bytes = metrics.Sum(metric => ComponentSize.Of(metric));
        if (bytes > options.MaxBytes)
        {
            throw new SpecException($"they take about {ComponentSize.Show(bytes)} of memory; at most {ComponentSize.Show(options.MaxBytes)} are allowed.");
        }
    }

    private static string AsJson(string spec) => spec.AsSpan().TrimStart() is ['{' or '"' or '[', ..] ? spec : $"\"{JsonEncodedText.Encode(spec)}\"";
}
