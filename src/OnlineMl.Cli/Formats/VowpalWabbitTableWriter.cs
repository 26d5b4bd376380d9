namespace OnlineMl.Cli.Formats;

/// <summary>Writes Vowpal Wabbit's text format: numbers as <c>name:value</c>, others as <c>name=text</c>, true and false as a label as 1 and -1.</summary>
internal sealed class VowpalWabbitTableWriter : TableWriter
{
    private readonly StreamWriter _text;
    private readonly int _target;
    private readonly int _weight;
    private readonly int _tag;
    private readonly string[] _names;

    public VowpalWabbitTableWriter(Stream stream, IReadOnlyList<WrittenColumn> columns)
    {
        _target = LabelWord.ColumnOf(columns, WrittenRole.Target);
        _weight = LabelWord.ColumnOf(columns, WrittenRole.Weight);
        _tag = LabelWord.ColumnOf(columns, WrittenRole.Tag);
        _names = [.. columns.Select(column => LabelWord.Of(column.Name))];
        _text = TextOn(stream);
    }

    public override void Write(WrittenRow row)
    {
        if (ValueOf(row, _target) is { } label)
        {
            _text.Write(LabelWord.Of(label, row.Columns[_target]) + " ");

            // A weight without a label would be taken for one.
            _text.Write(ValueOf(row, _weight) is { } weight ? weight + " " : "");
        }

        _text.Write(ValueOf(row, _tag) is { } tag ? $"'{LabelWord.Of(tag)}|" : "|");
        foreach (var c in row.Filled)
        {
            if (c == _target || c == _weight || c == _tag)
            {
                continue;
            }

            var cell = row.Cells[c];
            _text.Write(' ');
            _text.Write(_names[c]);
            _text.Write(cell.IsNumber ? ':' : '=');
            _text.Write(cell.IsNumber ? cell.Text : LabelWord.Of(cell.Text!));
        }

        _text.WriteLine();
    }

    public override void Complete() => _text.Flush();

    public override void Dispose() => _text.Dispose();

    private static string? ValueOf(WrittenRow row, int column) => column < 0 ? null : row.Cells[column].Text;
}
