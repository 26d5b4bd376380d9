using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Serving;
using OnlineMl.State;

namespace OnlineMl.Cli.Data;

/// <summary>What the file of a served model says of its service.</summary>
internal sealed class ServedRecord
{
    private const string HeaderPart = "served";
    private const string StatePart = "serving";

    private ServedRecord(long position, IReadOnlyDictionary<string, double> metrics)
    {
        Position = position;
        Metrics = metrics;
    }

    /// <summary>How many events the model had.</summary>
    public long Position { get; }

    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>What a file says; null when the model was not served.</summary>
    public static ServedRecord? Of(ModelFile file)
    {
        var header = new Header();
        if (!file.TryFill(HeaderPart, header))
        {
            return null;
        }

        try
        {
            var metrics = header.MakeMetrics();
            file.Fill(StatePart, new State(metrics));
            return new ServedRecord(header.Position, metrics.ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal));
        }
        catch (Exception e) when (e is StateFormatException or SpecException or OnlineMlException)
        {
            // Metrics of a component that is not of this library, or of a version that counted otherwise.
            return new ServedRecord(header.Position, new Dictionary<string, double>(StringComparer.Ordinal));
        }
    }

    private sealed class Header : IStateful
    {
        private string? _flavor;
        private bool _hasMetrics;
        private string[] _metrics = [];
        private long _position;

        public long Position => _position;

        public MetricSet MakeMetrics() => _hasMetrics
            ? new MetricSet(Array.ConvertAll(_metrics, spec => ComponentCatalog.BuiltIn.Create<IMetric>(
                spec.AsSpan().TrimStart() is ['{' or '"' or '[', ..] ? spec : $"\"{JsonEncodedText.Encode(spec)}\"")))
            : Flavors.Metrics(Flavors.Parse(_flavor ?? ""));

        void IStateful.Describe(StateArchive state)
        {
            state.Field("flavor", ref _flavor);
            state.Field("hasMetrics", ref _hasMetrics);
            state.Field("metrics", ref _metrics, FieldLength.Any);
            state.Field("position", ref _position);
        }
    }

    private sealed class State(MetricSet metrics) : IStateful
    {
        void IStateful.Describe(StateArchive state) => state.Child("metrics", metrics);
    }
}
