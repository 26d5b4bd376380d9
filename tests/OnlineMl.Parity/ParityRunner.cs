using System.Text.Json;
using OnlineMl.Catalog;

namespace OnlineMl.Parity;

/// <summary>Runs the records of the reference files.</summary>
public static class ParityRunner
{
    private static readonly Dictionary<string, IProtocol> Protocols = new IProtocol[]
    {
        new ProgressiveProtocol(), new TransformProtocol(), new StatisticProtocol(), new MetricProtocol(), new DriftProtocol(),
        new ClusterProtocol(), new AnomalyProtocol(),
    }.ToDictionary(protocol => protocol.Kind, StringComparer.Ordinal);

    private static readonly HashSet<string> Known = [.. ComponentCatalog.BuiltIn.Components.Select(component => component.Name)];

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

    private static RecordResult Run(ParityRecord record, ReferenceData data)
    {
        if (record.IsKnownFault)
        {
            return new RecordResult(record, RecordStatus.Excluded, null, "the record says that river's figure is a fault");
        }

        IProtocol? protocol = null;
        if (record.Spec.ValueKind == JsonValueKind.Undefined ||
            !(record.IsSpread ? SpreadProtocol.Knows(record.Kind) : Protocols.TryGetValue(record.Kind, out protocol)))
        {
            return new RecordResult(record, RecordStatus.NotBuildable, null, "there is no protocol for it");
        }

        object component;
        try
        {
            component = ComponentCatalog.BuiltIn.Create(record.Spec, record.Options);
        }
        catch (SpecException e)
        {
            return new RecordResult(record, RecordStatus.NotBuildable, null, e.Message);
        }

        var comparison = new Comparison(record.Tolerance);
        try
        {
            if (protocol is null)
            {
                SpreadProtocol.Run(record, data, comparison);
            }
            else
            {
                protocol.Run(record, component, data, comparison);
            }
        }
        catch (KeyNotFoundException) when (record.Dataset == "inline")
        {
            return new RecordResult(record, RecordStatus.NotBuildable, null, "its inputs are not in the files of inputs");
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
