using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Statistics;

namespace OnlineMl.Parity.Tables;

/// <summary>Statistics that take numbers back: from the seventh number on, each third update is followed by a revert.</summary>
public sealed class RevertTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id.StartsWith("v24/stats-revert/", StringComparison.Ordinal);

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var statistic = ComponentCatalog.BuiltIn.Create<IRevertibleStatistic>(RiverExpression.ToSpec<IRevertibleStatistic>(record.Pipeline));
        var series = data.Series("series_a");
        var i = 0;
        foreach (var expected in record.Rows)
        {
            statistic.Update(series[i]);
            if (i >= 6 && i % 3 == 0)
            {
                statistic.Revert(series[i - 2]);
            }

            comparison.Number($"after update {i}", Numbers.Read(expected), statistic.Value);
            i++;
        }
    }
}
