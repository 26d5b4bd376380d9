using System.Globalization;

namespace OnlineMl.Datasets;

/// <summary>Values of a column that are not of the kind that the beginning of the data showed or the options said, and what became of them.</summary>
/// <param name="Column">The name of the column; empty when whole rows are meant.</param>
/// <param name="Line">The line of the first.</param>
/// <param name="Value">The first, shortened; empty when there was none.</param>
/// <param name="Finding">What is wrong and what was done about it, as a clause.</param>
/// <param name="Count">How many there were.</param>
public sealed record ReadingNote(string Column, long Line, string Value, string Finding, long Count)
{
    /// <summary>A sentence for the person who has the data.</summary>
    public override string ToString()
    {
        var value = Value.Length == 0 ? "" : $" '{Value}'";
        var column = Column.Length == 0 ? "" : $" in the column '{Column}'";
        var more = Count > 1 ? $" ({Count.ToString("N0", CultureInfo.InvariantCulture)} times)" : "";
        var colon = value.Length + column.Length == 0 ? "" : ":";
        return string.Create(CultureInfo.InvariantCulture, $"Line {Line}{colon}{value}{column} {Finding}{more}.");
    }
}
