using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Parity.Tables;

namespace OnlineMl.Parity;

/// <summary>Runs the records of the reference files.</summary>
public static class ParityRunner
{
    private static readonly Dictionary<string, IProtocol> Protocols = new IProtocol[]
    {
        new ProgressiveProtocol(), new TransformProtocol(), new StatisticProtocol(), new MetricProtocol(), new DriftProtocol(),
        new ClusterProtocol(), new AnomalyProtocol(), new ForecastProtocol(),
    }.ToDictionary(protocol => protocol.Kind, StringComparer.Ordinal);

    private static readonly ITable[] Tables =
    [
        new LossTable(), new CrossEntropyTable(), new ScheduleTable(), new MiniBatchTable(), new EvaluationTable(), new RevertTable(),
        new HistogramTable(), new NeighborTable(), new ConfusionTable(), new ReportTable(), new MutualInformationTable(),
        new BeforeLearningTable(), new ClusterMetricTable(),
    ];

    /// <summary>Runs every record of a file; the inputs lie beside it.</summary>
    public static IEnumerable<RecordResult> Run(string file)
    {
        var data = new ReferenceData([Path.GetDirectoryName(Path.GetFullPath(file))!, .. ParityFiles.DefaultFolders]);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var record in document.RootElement.GetProperty("records").EnumerateArray())
        {
            yield return Run(new ParityRecord(record), data);
        }
    }

    // What a record lacks, or has of another kind, shows when it is read.
    private static bool IsOfReading(Exception e) =>
        e is KeyNotFoundException or InvalidOperationException or FormatException or JsonException
        && e.TargetSite?.DeclaringType?.Assembly == typeof(JsonElement).Assembly;

    private static bool TryCompare(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        if (record.Kind is "table" or "cluster_metric")
        {
            var table = Array.Find(Tables, table => table.Knows(record));
            table?.Run(record, data, comparison);
            return table is not null;
        }

        if (record.IsSpread ? !SpreadProtocol.Knows(record.Kind) : !Protocols.ContainsKey(record.Kind))
        {
            return false;
        }

        var component = ComponentCatalog.BuiltIn.Create(record.Spec, record.Options);
        if (record.IsSpread)
        {
            SpreadProtocol.Run(record, data, comparison);
        }
        else
        {
            Protocols[record.Kind].Run(record, component, data, comparison);
        }

        return true;
    }

    private static RecordResult Run(ParityRecord record, ReferenceData data)
    {
        if (record.Json.ValueKind != JsonValueKind.Object)
        {
            return new RecordResult(record, RecordStatus.NotBuildable, null, "the record is no object");
        }

        if (record.IsKnownFault)
        {
            return new RecordResult(record, RecordStatus.Excluded, null, "the record says that river's figure is a fault");
        }

        var comparison = new Comparison(record.Tolerance);
        try
        {
            if (!TryCompare(record, data, comparison))
            {
                return new RecordResult(record, RecordStatus.NotBuildable, null, "there is no protocol for it");
            }
        }
        catch (SpecException e)
        {
            // Of a table some rows may have been compared before.
            if (comparison.FirstDifference is null)
            {
                return new RecordResult(record, RecordStatus.NotBuildable, null, e.Message);
            }
        }
        catch (MissingInputException e)
        {
            return new RecordResult(record, RecordStatus.NotBuildable, null, e.Message);
        }
        catch (Exception e) when (IsOfReading(e))
        {
            return new RecordResult(record, RecordStatus.NotBuildable, null, $"the record has an unknown shape: {e.Message}");
        }
        catch (NonFiniteStepException e) when (record.Diverges)
        {
            return new RecordResult(record, RecordStatus.Matched, comparison.MaxRelativeDifference, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidCastException or NonFiniteStepException or IndexOutOfRangeException or FormatException)
        {
            comparison.Text("it", "runs", $"throws: {e.Message}");
        }

        if (comparison.FirstDifference is null)
        {
            return new RecordResult(record, RecordStatus.Matched, comparison.MaxRelativeDifference, null);
        }

        var exclusion = Exclusions.All.FirstOrDefault(
            exclusion => exclusion.Applies(record) && comparison.MaxRelativeDifference <= exclusion.LargestDifference);
        return exclusion is null
            ? new RecordResult(record, RecordStatus.Differed, comparison.MaxRelativeDifference, comparison.FirstDifference)
            : new RecordResult(record, RecordStatus.Excluded, comparison.MaxRelativeDifference, exclusion.Reason);
    }
}
