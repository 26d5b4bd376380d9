using System.Text.Json;

namespace OnlineMl.Datasets;

/// <summary>A JSON object with a list for each column, or with one list of objects, as one object a line.</summary>
internal static class JsonColumns
{
    /// <summary>Reads the whole text, which is held in memory, and gives its rows.</summary>
    /// <exception cref="DataFormatException">It is no such object.</exception>
    public static Stream Rows(Stream source)
    {
        JsonDocument document;
        try
        {
            using (source)
            {
                document = JsonDocument.Parse(source);
            }
        }
        catch (JsonException e)
        {
            throw new DataFormatException("The data begin with an object of lists, but are no single JSON object: " + e.Message.Split(" LineNumber")[0], e);
        }

        using (document)
        {
            var lists = document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array).ToArray();
            var tables = lists.Where(list => list.Value.GetArrayLength() > 0 && list.Value[0].ValueKind == JsonValueKind.Object).ToArray();
            return tables is [var table] ? Objects(table.Value) : Columns(document.RootElement, lists);
        }
    }

    private static MemoryStream Objects(JsonElement table)
    {
        var rows = new MemoryStream();
        using var json = new Utf8JsonWriter(rows);
        foreach (var row in table.EnumerateArray())
        {
            row.WriteTo(json);
            EndLine(json, rows);
        }

        rows.Position = 0;
        return rows;
    }

    private static MemoryStream Columns(JsonElement root, JsonProperty[] lists)
    {
        if (root.EnumerateObject().FirstOrDefault(member => member.Value.ValueKind != JsonValueKind.Array) is { Value.ValueKind: not JsonValueKind.Undefined } other)
        {
            throw new DataFormatException($"The data begin with an object of lists, but its '{other.Name}' is none.");
        }

        var length = lists.Length == 0 ? 0 : lists[0].Value.GetArrayLength();
        if (lists.FirstOrDefault(list => list.Value.GetArrayLength() != length) is { Value.ValueKind: not JsonValueKind.Undefined } odd)
        {
            throw new DataFormatException($"The list '{odd.Name}' has {odd.Value.GetArrayLength()} values, '{lists[0].Name}' has {length}.");
        }

        var rows = new MemoryStream();
        using var json = new Utf8JsonWriter(rows);
        var columns = Array.ConvertAll(lists, list => list.Value.EnumerateArray());
        for (var i = 0; i < length; i++)
        {
            json.WriteStartObject();
            for (var c = 0; c < columns.Length; c++)
            {
                columns[c].MoveNext();
                json.WritePropertyName(lists[c].Name);
                columns[c].Current.WriteTo(json);
            }

            json.WriteEndObject();
            EndLine(json, rows);
        }

        rows.Position = 0;
        return rows;
    }

    private static void EndLine(Utf8JsonWriter json, MemoryStream rows)
    {
        json.Flush();
        json.Reset();
        rows.WriteByte((byte)'\n');
    }
}
