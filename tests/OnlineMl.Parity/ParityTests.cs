using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace OnlineMl.Parity;

/// <summary>Compares the library with figures that river computed.</summary>
public class ParityTests(ITestOutputHelper output)
{
    [ParityFact]
    public void EveryBuildableRecord_Matches()
    {
        var results = ParityFiles.All.SelectMany(ParityRunner.Run).ToList();
        Assert.NotEmpty(results);
        Report(results);
        var summary = Summarize(results);
        output.WriteLine(summary);
        Console.WriteLine(summary);
        var differed = results.Where(result => result.Status == RecordStatus.Differed).Select(result => $"{result.Record.Id}: {result.Why}").ToList();
        Assert.True(differed.Count == 0, $"{differed.Count} records differ:\n{string.Join('\n', differed)}");
        Assert.Contains(results, result => result.Status == RecordStatus.Matched);
    }

    private static string Summarize(List<RecordResult> results)
    {
        var text = new StringBuilder($"{"family",-18}{"matched",9}{"differed",10}{"not yet",9}{"excluded",10}\n");
        foreach (var family in results.GroupBy(result => result.Record.Family).OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            text.AppendLine(Line(family.Key, [.. family]));
        }

        return text.Append(Line("all", results)).ToString();
    }

    private static string Line(string name, List<RecordResult> results) =>
        $"{name,-18}{Count(results, RecordStatus.Matched),9}{Count(results, RecordStatus.Differed),10}" +
        $"{Count(results, RecordStatus.NotBuildable),9}{Count(results, RecordStatus.Excluded),10}";

    private static int Count(List<RecordResult> results, RecordStatus status) => results.Count(result => result.Status == status);

    private static void Report(List<RecordResult> results)
    {
        if (Environment.GetEnvironmentVariable("ONLINEML_PARITY_REPORT") is not { Length: > 0 } path)
        {
            return;
        }

        using var stream = File.Create(path);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartArray("records");
        foreach (var result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("id", result.Record.Id);
            writer.WriteString("status", JsonNamingPolicy.CamelCase.ConvertName(result.Status.ToString()));
            if (result.MaxRelativeDifference is { } difference)
            {
                writer.WriteNumber("maxRelativeDifference", difference);
            }
            else
            {
                writer.WriteNull("maxRelativeDifference");
            }

            writer.WriteString("why", result.Why);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
