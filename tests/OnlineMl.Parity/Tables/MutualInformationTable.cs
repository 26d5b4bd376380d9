using OnlineMl.Metrics;

namespace OnlineMl.Parity.Tables;

/// <summary>The mutual information that is expected by chance, after each update.</summary>
public sealed class MutualInformationTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id == "v24/metrics/clustering/expected-mutual-info";

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var input = data.Input(record.Dataset);
        var matrix = new ConfusionMatrix();
        var i = 0;
        foreach (var expected in record.Rows)
        {
            matrix.Update(
                ReferenceData.TargetOf(input.GetProperty("y_true")[i])!.Value.Label,
                ReferenceData.TargetOf(input.GetProperty("y_pred")[i])!.Value.Label);
            comparison.Number($"after update {i}", expected.GetDouble(), new ClusterAgreement(matrix).ExpectedMutualInformation());
            i++;
        }
    }
}
