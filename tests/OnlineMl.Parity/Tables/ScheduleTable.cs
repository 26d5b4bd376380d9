using OnlineMl.Catalog;
using OnlineMl.Optimization;

namespace OnlineMl.Parity.Tables;

/// <summary>Learning rates by step.</summary>
public sealed class ScheduleTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id.StartsWith("schedulers/", StringComparison.Ordinal);

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var schedule = ComponentCatalog.BuiltIn.Create<Schedule>(RiverExpression.ToSpec<Schedule>(record.Pipeline));
        foreach (var row in record.Rows)
        {
            var step = row.GetProperty("t").GetInt64();
            comparison.Number($"rate of step {step}", row.GetProperty("lr").GetDouble(), schedule.At(step));
        }
    }
}
