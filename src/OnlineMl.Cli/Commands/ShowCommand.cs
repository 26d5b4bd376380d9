using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Output;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml show</c>: what is in a model file.</summary>
internal static class ShowCommand
{
    private const int ShownFeatures = 20;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A saved model, of 'onlineml train', a server's export or Model.Save; '-' is standard input." };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("show", "Show what is in a model file: its spec, columns, examples, metrics and size.") { file, json };
        command.SetAction(parsed => Guard.Run(() =>
        {
            var summary = ModelSummary.Read(parsed.GetValue(file)!);
            if (parsed.GetValue(json))
            {
                WriteJson(summary);
            }
            else
            {
                Write(summary);
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Write(ModelSummary summary)
    {
        Line("spec", summary.Spec.ToJsonString(SpecText.Plain));
        Line("task", summary.Task);
        Line("target", summary.Target);
        Line("classes", summary.Classes.Count == 0 ? null : string.Join(", ", summary.Classes));
        Line("columns", summary.Columns.Count == 0 ? null : string.Join(", ", summary.Columns.Select(column => $"{column.Key} ({column.Value})")));
        Line("time column", summary.TimeColumn);
        Line("learns during predict", summary.LearnDuringPredict ? "yes" : null);
        var names = string.Join(", ", summary.Features.Take(ShownFeatures)) + (summary.Features.Count > ShownFeatures ? ", …" : "");
        Line("features", summary.Features.Count == 0 ? "0" : $"{Number(summary.Features.Count)}: {names}");
        Line("examples", summary.Examples is { } examples ? Number(examples) : null);
        Line("events", summary.Events is { } events ? Number(events) : null);
        foreach (var (name, value) in summary.Metrics)
        {
            Line(name, value.ToString("0.######", CultureInfo.InvariantCulture));
        }

        Line("file bytes", Number(summary.Bytes));
        Line("memory bytes", Number(summary.MemoryBytes));
        Line("state hash", summary.StateHash);
    }

    private static void Line(string name, string? value)
    {
        if (value is not null)
        {
            Console.WriteLine($"{name,-22} {value}");
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static void WriteJson(ModelSummary summary)
    {
        using var stream = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WritePropertyName("spec");
            summary.Spec.WriteTo(json);
            json.WriteString("task", summary.Task);
            json.WriteString("target", summary.Target);
            WriteTexts(json, "classes", summary.Classes);
            json.WriteStartObject("columns");
            foreach (var (name, kind) in summary.Columns)
            {
                json.WriteString(name, kind);
            }

            json.WriteEndObject();
            json.WriteString("timeColumn", summary.TimeColumn);
            json.WriteBoolean("learnDuringPredict", summary.LearnDuringPredict);
            WriteTexts(json, "features", summary.Features);
            WriteCount(json, "examples", summary.Examples);
            WriteCount(json, "events", summary.Events);
            ResultWriter.WriteMetrics(json, summary.Metrics);
            json.WriteNumber("fileBytes", summary.Bytes);
            json.WriteNumber("memoryBytes", summary.MemoryBytes);
            json.WriteString("stateHash", summary.StateHash);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long? count)
    {
        if (count is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
