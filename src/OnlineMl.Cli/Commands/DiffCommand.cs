using System.CommandLine;
using System.Text.Json;
using OnlineMl.Cli.Data;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml diff</c>: in what two model files differ.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first") { Description = "A saved model; '-' is standard input." };
        var second = new Argument<string>("second") { Description = "Another one." };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("diff", "Show in what two model files differ. The exit code is 0 when they are the same, 1 when they differ and 2 when one of them cannot be read.") { first, second, json };
        command.SetAction(parsed => Guard.Run(() =>
        {
            var differences = ModelDifference.Between(ModelSummary.Read(parsed.GetValue(first)!), ModelSummary.Read(parsed.GetValue(second)!));
            if (parsed.GetValue(json))
            {
                WriteJson(differences);
            }
            else
            {
                Write(differences);
            }

            return differences.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }, ExitCodes.NotCompared));
        return command;
    }

    private static void Write(IReadOnlyList<ModelDifference> differences)
    {
        foreach (var (what, first, second) in differences)
        {
            Console.WriteLine($"{what}: {first ?? "nothing"} -> {second ?? "nothing"}");
        }

        if (differences.Count == 0)
        {
            Console.WriteLine("The models are the same.");
        }
    }

    private static void WriteJson(IReadOnlyList<ModelDifference> differences)
    {
        using var stream = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var (what, first, second) in differences)
            {
                json.WriteStartObject();
                json.WriteString("what", what);
                json.WriteString("first", first);
                json.WriteString("second", second);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        stream.WriteByte((byte)'\n');
    }
}
