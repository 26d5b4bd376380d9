using System.Globalization;
using System.Text.Json;
using OnlineMl.Drift;

namespace OnlineMl.Parity;

/// <summary>The moments at which a detector speaks up.</summary>
public sealed class DriftProtocol : IProtocol
{
    public string Kind => "drift";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var detector = (IDriftDetector)component;
        var drifts = new List<int>();
        var warnings = new List<int>();
        var i = 0;
        foreach (var value in data.Series(record.Dataset))
        {
            detector.Update(value);
            if (detector.DriftDetected)
            {
                drifts.Add(i);
            }

            if (detector is IWarningDetector { WarningDetected: true })
            {
                warnings.Add(i);
            }

            i++;
        }

        comparison.Text("drifts", Join(record.Get("drift_indices")), Join(drifts));
        comparison.Number("warnings", record.Get("warning_count").GetDouble(), warnings.Count);
        comparison.Text("first warnings", Join(record.Get("warning_first_50")), Join(warnings.Take(50)));
        FinalState.Compare(FinalState.Of(record), detector, null, comparison);
    }

    private static string Join(JsonElement indices) => Join(indices.EnumerateArray().Select(index => index.GetInt32()));

    private static string Join(IEnumerable<int> indices) => string.Join(' ', indices.Select(index => index.ToString(CultureInfo.InvariantCulture)));
}
