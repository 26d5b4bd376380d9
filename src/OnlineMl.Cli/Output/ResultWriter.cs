using System.Globalization;
using System.Text.Json;
using OnlineMl.Datasets;
using Spectre.Console;

namespace OnlineMl.Cli.Output;

/// <summary>Writes what came out of a run, as a table or as JSON.</summary>
internal static class ResultWriter
{
    public static void Write(RunResult result, bool asJson)
    {
        if (asJson)
        {
            WriteJson(result);
        }
        else
        {
            WriteTable(result);
        }
    }

    public static void WriteMetrics(Utf8JsonWriter json, IReadOnlyDictionary<string, double> metrics)
    {
        json.WriteStartObject("metrics");
        foreach (var (name, value) in metrics)
        {
            // JSON has no other numbers than finite ones.
            if (double.IsFinite(value))
            {
                json.WriteNumber(name, value);
            }
            else
            {
                json.WriteNull(name);
            }
        }

        json.WriteEndObject();
    }

    public static void WriteNotes(Utf8JsonWriter json, IReadOnlyList<ReadingNote> notes)
    {
        json.WriteStartArray("notes");
        foreach (var note in notes)
        {
            json.WriteStringValue(note.ToString());
        }

        json.WriteEndArray();
    }

    /// <summary>Says on standard error how often what was told when it first came has come by now.</summary>
    public static void TellCounts(IReadOnlyList<ReadingNote> notes)
    {
        foreach (var note in notes.Where(note => note.Count > 1))
        {
            Console.Error.WriteLine($"onlineml: {note}");
        }
    }

    /// <summary>A table of names and values that begins with metrics.</summary>
    public static Table StartTable(IReadOnlyDictionary<string, double> metrics)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumn("what");
        table.AddColumn(new TableColumn("value") { Alignment = Justify.Right });
        foreach (var (name, value) in metrics)
        {
            table.AddRow(new Text(name), new Text(value.ToString("0.######", CultureInfo.InvariantCulture)));
        }

        return table;
    }

    private static void WriteJson(RunResult result)
    {
        using var stream = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("examples", result.Examples);
            WriteMetrics(json, result.Metrics);
            json.WriteNumber("seconds", result.Elapsed.TotalSeconds);
            json.WriteNumber("examplesPerSecond", result.ExamplesPerSecond);
            json.WriteNumber("modelBytes", result.ModelBytes);
            json.WriteNumber("skippedRows", result.SkippedRows);
            if (result.PredictedOnly > 0)
            {
                json.WriteNumber("predictedOnly", result.PredictedOnly);
            }

            WriteNotes(json, result.Notes);
            if (result.Columns is { } columns)
            {
                ColumnWriter.WriteJson(json, columns.Table, columns.UseOf);
            }

            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteTable(RunResult result)
    {
        var table = StartTable(result.Metrics);
        table.AddRow("examples", result.Examples.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow("seconds", result.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        table.AddRow("examples per second", result.ExamplesPerSecond.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow("model bytes", result.ModelBytes.ToString("N0", CultureInfo.InvariantCulture));
        if (result.SkippedRows > 0)
        {
            table.AddRow("rows left out", result.SkippedRows.ToString("N0", CultureInfo.InvariantCulture));
        }

        if (result.PredictedOnly > 0)
        {
            table.AddRow("rows predicted only", result.PredictedOnly.ToString("N0", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);

        TellCounts(result.Notes);
    }
}
