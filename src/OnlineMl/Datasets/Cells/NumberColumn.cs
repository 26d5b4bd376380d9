using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets.Cells;

/// <summary>A column of numbers.</summary>
internal sealed class NumberColumn(string name, NumberNotation notation, MissingMarkers missing, ReadingLog log) : FeatureColumn(name)
{
    public override void Add(FeatureVector x, ReadOnlySpan<int> ids, ReadOnlySpan<byte> cell, long line)
    {
        if (cell.IsEmpty)
        {
            return;
        }

        if (notation == NumberNotation.Point && DecimalParser.TryRead(cell, out var number) && double.IsFinite(number))
        {
            x.Add(ids[0], number, cell.Length < WholeNumbers.FewestDigits ? 0 : WholeNumbers.RestOf(cell.Trim((byte)' '), number));
        }
        else if (!missing.Match(cell))
        {
            if (WrittenNumbers.TryRead(cell, notation, out number) && double.IsFinite(number))
            {
                x.Add(ids[0], number);
            }
            else
            {
                log.Note(Name, line, cell, "is no number that can be used; such values count as missing");
            }
        }
    }
}
