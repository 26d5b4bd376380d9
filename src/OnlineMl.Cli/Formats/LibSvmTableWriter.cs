using System.Globalization;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Formats;

/// <summary>Writes LIBSVM's format: a feature's index is its name when all names are whole numbers, else its number in the order of the columns, from 1 on.
/// Zeros are left out, true is 1 and false -1 as a label.</summary>
internal sealed class LibSvmTableWriter : TableWriter
{
    private readonly StreamWriter _text;
    private readonly long[] _indices;
    private readonly int _target;
    private readonly List<(long Index, int Column)> _row = [];

    public LibSvmTableWriter(Stream stream, IReadOnlyList<WrittenColumn> columns)
    {
        _target = LabelWord.ColumnOf(columns, WrittenRole.Target);
        if (_target < 0)
        {
            throw new UsageException("--target is missing: the lines of LIBSVM's format begin with a label.");
        }

        if (columns.FirstOrDefault(column => column.Role == WrittenRole.Feature && column.Kind == WrittenKind.Text) is { } text)
        {
            throw new DataFormatException($"The column '{text.Name}' has texts, for which LIBSVM's format has no place; leave it out with --ignore '{text.Name}', or write another format.");
        }

        var areIndices = columns.All(column => column.Role != WrittenRole.Feature || TryReadIndex(column.Name, out _));
        var next = 1L;
        _indices = [.. columns.Select(column => column.Role != WrittenRole.Feature ? -1 : areIndices && TryReadIndex(column.Name, out var index) ? index : next++)];
        _text = TextOn(stream);
    }

    public override void Write(WrittenRow row)
    {
        _text.Write(row.Cells[_target].Text is { } label ? LabelWord.Of(label, row.Columns[_target]) : throw new DataFormatException(
            $"A row has no '{row.Columns[_target].Name}', and the lines of LIBSVM's format begin with a label; leave such rows out, or write another format."));
        _row.Clear();
        foreach (var c in row.Filled)
        {
            if (_indices[c] >= 0)
            {
                _row.Add((_indices[c], c));
            }
        }

        _row.Sort();
        foreach (var (index, c) in _row)
        {
            var cell = row.Cells[c];
            var value = cell.IsNumber ? cell.Text! : cell.Text!.Equals("true", StringComparison.OrdinalIgnoreCase) ? "1" : "0";
            if (NumberSpelling.ToDouble(value) != 0)
            {
                _text.Write(string.Create(CultureInfo.InvariantCulture, $" {index}:{value}"));
            }
        }

        _text.WriteLine();
    }

    public override void Complete() => _text.Flush();

    public override void Dispose() => _text.Dispose();

    private static bool TryReadIndex(string name, out long index) => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
