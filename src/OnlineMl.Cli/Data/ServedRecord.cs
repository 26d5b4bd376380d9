using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Cli.Data;

/// <summary>What the file of a served model says of its service.</summary>
internal sealed class ServedRecord
{
    private ServedRecord(long position, IReadOnlyDictionary<string, double> metrics)
    {
        Position = position;
        Metrics = metrics;
    }

    /// <summary>How many events the model had.</summary>
    public long Position { get; }

    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>What a file says; null when the model was not served.</summary>
    public static ServedRecord? Of(ModelFile file, Model model)
    {
        var header = new ServedHeader();
        if (!file.TryFill(ServedSnapshot.HeaderPart, header))
        {
            return null;
        }

        try
        {
            var metrics = header.MakeMetrics(model, ComponentCatalog.BuiltIn, new SpecOptions());
            file.Fill(ServedSnapshot.StatePart, new State(metrics));
            return new ServedRecord(header.Position, MetricReading.ReadAll(metrics));
        }
        catch (Exception e) when (e is StateFormatException or OnlineMlException)
        {
            // Metrics of a component that is not of this library, or of a version that counted otherwise.
            return new ServedRecord(header.Position, new Dictionary<string, double>(StringComparer.Ordinal));
        }
    }

    private sealed class State(MetricSet metrics) : IStateful
    {
        void IStateful.Describe(StateArchive state) => state.Child("metrics", metrics);
    }
}
