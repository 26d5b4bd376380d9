using System.Globalization;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Optimization;

namespace OnlineMl.Parity.Tables;

/// <summary>Losses of one output: value, gradient and mean function at many points.</summary>
public sealed class LossTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id.StartsWith("losses/", StringComparison.Ordinal) && record.Id != CrossEntropyTable.Id;

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var loss = ComponentCatalog.BuiltIn.Create<ILoss>(RiverExpression.ToSpec<ILoss>(record.Pipeline));
        foreach (var row in record.Rows)
        {
            var y = row.GetProperty("y").ValueKind switch
            {
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => row.GetProperty("y").GetDouble(),
            };
            var p = row.GetProperty("p").GetDouble();
            var where = string.Create(CultureInfo.InvariantCulture, $"y = {y}, p = {p}");
            comparison.Number($"gradient at {where}", Numbers.Read(row.GetProperty("gradient")), loss.Gradient(y, p));
            comparison.Number($"mean at {where}", Numbers.Read(row.GetProperty("mean_func")), loss.Mean(p));

            // Where river's formula takes the logarithm of 0 it fails, which is nothing to compare with.
            if (row.GetProperty("loss").ToString() != "ValueError")
            {
                comparison.Number($"loss at {where}", Numbers.Read(row.GetProperty("loss")), loss.Value(y, p));
            }
        }
    }
}
