using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnlineMl.Cli.Formats;

/// <summary>Writes JSON objects, one a line, or as the items of an array.</summary>
/// <param name="stream">What it writes to.</param>
/// <param name="columns">The columns.</param>
/// <param name="hasGaps">Whether what is absent is left out; otherwise it is null.</param>
/// <param name="isArray">Whether it is an array.</param>
internal sealed class JsonTableWriter(Stream stream, IReadOnlyList<WrittenColumn> columns, bool hasGaps, bool isArray) : TableWriter
{
    private readonly int[] _all = [.. Enumerable.Range(0, columns.Count)];

    // What no row has is null in each, so that the column is not lost.
    private readonly bool _hasEmpty = columns.Any(column => column.IsEmpty);
    private readonly Utf8JsonWriter _json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    private bool _hasRows;

    public override void Write(WrittenRow row)
    {
        if (isArray)
        {
            stream.Write(_hasRows ? ",\n"u8 : "[\n"u8);
        }

        _hasRows = true;
        _json.WriteStartObject();
        foreach (var c in hasGaps && !_hasEmpty ? row.Filled : _all)
        {
            if (!hasGaps || row.Cells[c].Text is not null || columns[c].IsEmpty)
            {
                Write(columns[c], row.Cells[c]);
            }
        }

        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        if (!isArray)
        {
            stream.WriteByte((byte)'\n');
        }
    }

    public override void Complete()
    {
        if (isArray)
        {
            stream.Write(_hasRows ? "\n]\n"u8 : "[]\n"u8);
        }
    }

    public override void Dispose() => _json.Dispose();

    private void Write(WrittenColumn column, in WrittenCell cell)
    {
        _json.WritePropertyName(column.Name);
        switch (cell.Text)
        {
            case null:
                _json.WriteNullValue();
                break;
            case var number when cell.IsNumber:
                _json.WriteRawValue(NumberSpelling.ToJson(number), skipInputValidation: true);
                break;
            case var text when column.Kind == WrittenKind.Truth:
                _json.WriteBooleanValue(text.Equals("true", StringComparison.OrdinalIgnoreCase));
                break;
            case var text:
                _json.WriteStringValue(text);
                break;
        }
    }
}
