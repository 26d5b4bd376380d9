using System.Text;

namespace OnlineMl.Cli.Formats;

/// <summary>Writes ARFF: numbers as numeric attributes, few texts as nominal ones, others as strings.</summary>
internal sealed class ArffTableWriter : TableWriter
{
    private readonly StreamWriter _text;

    public ArffTableWriter(Stream stream, IReadOnlyList<WrittenColumn> columns)
    {
        _text = TextOn(stream);
        _text.WriteLine("@relation data");
        foreach (var column in columns)
        {
            var type = column.Kind == WrittenKind.Number ? "numeric" : column.Values.Count > 0 ? $"{{{string.Join(',', column.Values.Select(Quoted))}}}" : "string";
            _text.WriteLine($"@attribute {Quoted(column.Name)} {type}");
        }

        _text.WriteLine("@data");
    }

    public override void Write(WrittenRow row)
    {
        for (var c = 0; c < row.Cells.Length; c++)
        {
            var cell = row.Cells[c].Text;
            _text.Write(c > 0 ? "," : "");
            _text.Write(cell is null ? "?" : row.Columns[c].Kind == WrittenKind.Number ? cell : Quoted(cell));
        }

        _text.WriteLine();
    }

    public override void Complete() => _text.Flush();

    public override void Dispose() => _text.Dispose();

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\\' or '\'' => "\\" + character,
                _ => character.ToString(),
            });
        }

        return quoted.Append('\'').ToString();
    }
}
