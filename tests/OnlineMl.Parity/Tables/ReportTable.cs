using OnlineMl.Metrics;

namespace OnlineMl.Parity.Tables;

/// <summary>The classification report as a text.</summary>
public sealed class ReportTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id.StartsWith("v24/metrics/report/", StringComparison.Ordinal);

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var input = data.Input(record.Dataset);
        var report = new ClassificationReport();
        for (var i = 0; i < input.GetProperty("y_true").GetArrayLength(); i++)
        {
            report.Update(
                ReferenceData.TargetOf(input.GetProperty("y_true")[i])!.Value.Label,
                ReferenceData.TargetOf(input.GetProperty("y_pred")[i])!.Value.Label);
        }

        comparison.Text("report", Words(record.Rows.Single().GetString()!), Words(report.ToString()!));
    }

    // How a table is padded is not what a record is about.
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
