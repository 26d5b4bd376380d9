using System.Globalization;
using System.Text.Json;
using OnlineMl.Serving;
using Spectre.Console;

namespace OnlineMl.Cli.Output;

/// <summary>Writes what came out of a replay, as a table or as JSON.</summary>
internal static class ReplayWriter
{
    public static void Write(string model, ReplayResult result, bool asJson)
    {
        if (asJson)
        {
            WriteJson(model, result);
        }
        else
        {
            WriteTable(result);
        }
    }

    private static void WriteJson(string model, ReplayResult result)
    {
        using var stream = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteNumber("from", result.From);
            json.WriteNumber("position", result.Position);
            json.WriteStartObject("events");
            json.WriteNumber("predict", result.Predictions);
            json.WriteNumber("learn", result.Learns);
            json.WriteNumber("label", result.Labels);
            json.WriteNumber("refused", result.Refused);
            json.WriteEndObject();
            ResultWriter.WriteMetrics(json, result.Metrics);
            json.WriteString("stateHash", result.Model.StateHash());
            json.WriteStartArray("faults");
            foreach (var fault in result.Faults)
            {
                json.WriteStringValue(fault.Message);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteTable(ReplayResult result)
    {
        var table = ResultWriter.StartTable(result.Metrics);
        table.AddRow("from position", Count(result.From));
        table.AddRow("to position", Count(result.Position));
        table.AddRow("predictions", Count(result.Predictions));
        table.AddRow("learns", Count(result.Learns));
        table.AddRow("labels", Count(result.Labels));
        table.AddRow("refused", Count(result.Refused));
        AnsiConsole.Write(table);
        Console.WriteLine($"state hash {result.Model.StateHash()}");
        foreach (var fault in result.Faults)
        {
            Console.Error.WriteLine($"onlineml: {fault.Message}");
        }

        static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
    }
}
