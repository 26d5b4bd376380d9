using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Output;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml describe</c>: what the columns of data are taken for.</summary>
internal sealed class DescribeCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON." };
    private readonly DataOptions _data;

    private DescribeCommand(Command command)
    {
        _data = new DataOptions(command);
        command.Add(_json);
        command.SetAction((parsed, cancellation) => Task.FromResult(Guard.Run(() => Run(parsed, cancellation))));
    }

    public static Command Create()
    {
        var command = new Command("describe", "Show what the columns of data are taken for, and what does not fit.");
        _ = new DescribeCommand(command);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var limit = _data.LimitOf(parsed);
        using var data = _data.SourceOf(parsed);
        var table = data.Describe(limit) ?? throw new UsageException("such data have no columns to describe.");
        data.Use(reader => ReadAll(reader, limit, cancellation));
        data.ExpectExamples(table.Rows, limit);
        if (parsed.GetValue(_json))
        {
            WriteJson(table, data.Notes);
        }
        else
        {
            ColumnWriter.WriteTable(table, useOf: null, withHistograms: true);
            Console.WriteLine($"{table.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows");
        }

        return ExitCodes.Success;
    }

    /// <summary>Finds the values that do not fit what the first rows say; they are told as they come.</summary>
    private static long ReadAll(IExampleReader reader, long limit, CancellationToken cancellation)
    {
        var x = new FeatureVector();
        var rows = 0L;
        while (rows < limit && reader.TryRead(x, out _))
        {
            rows++;
            cancellation.ThrowIfCancellationRequested();
        }

        return rows;
    }

    private static void WriteJson(TableDescription table, IReadOnlyList<ReadingNote> notes)
    {
        using var stream = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("rows", table.Rows);
            ColumnWriter.WriteJson(json, table, useOf: null);
            ResultWriter.WriteNotes(json, notes);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
