using System.Globalization;
using OnlineMl.Trees;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Parity.Tables;

/// <summary>The bins of a histogram after the first ten and the last three updates, and in newer records its distribution function.</summary>
public sealed class HistogramTable : ITable
{
    private const int First = 10;
    private const int Last = 3;

    public bool Knows(ParityRecord record) =>
        record.Id.StartsWith("utils/histogram/", StringComparison.Ordinal) || record.Id.StartsWith("v24/sketch/histogram/", StringComparison.Ordinal);

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var most = int.Parse(record.Id.AsSpan(record.Id.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);
        var histogram = new ValueHistogram();
        var series = data.Series("series_a");
        var rows = record.Rows.ToList();
        for (var i = 0; i < series.Length; i++)
        {
            histogram.Update(series[i], most);
            if (i < First || i >= series.Length - Last)
            {
                var row = rows[i < First ? i : First + i - (series.Length - Last)];
                comparison.Number($"bins after update {i}", row.GetArrayLength(), histogram.Bins);
                for (var bin = 0; bin < Math.Min(histogram.Bins, row.GetArrayLength()); bin++)
                {
                    var (left, right, count) = histogram[bin];
                    comparison.Number($"left of bin {bin} after update {i}", row[bin][0].GetDouble(), left);
                    comparison.Number($"right of bin {bin} after update {i}", row[bin][1].GetDouble(), right);
                    comparison.Number($"count of bin {bin} after update {i}", row[bin][2].GetDouble(), count);
                }
            }
        }

        foreach (var point in rows.Skip(First + Last).SelectMany(row => row.EnumerateArray()))
        {
            var share = new double[1];
            histogram.Cumulate([point[0].GetDouble()], share);
            comparison.Number($"share up to {point[0]}", point[1].GetDouble(), share[0]);
        }
    }
}
