using System.Net;
using System.Text.Json;

namespace OnlineMl.AspNetCore.Tests;

/// <summary>Replays exchanges that were recorded between the River API's own server and client.</summary>
public class RecordingTests
{
    [RecordingTheory]
    [InlineData("regression.json", """["StandardScaler", "LinearRegression"]""")]
    [InlineData("cluster.json", """{"KMeans": {"n_clusters": 2, "halflife": 0.4, "mu": 0, "sigma": 3, "p": 2, "seed": 0}}""")]
    public async Task Recording_GetsTheSameAnswers(string file, string spec)
    {
        await using var server = await TestServer.StartAsync(options => options.Call.LearnDuringPredict = true);
        using var recording = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(SharedFolder.Find("wire")!, file)));
        var substitutes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var exchange in recording.RootElement.EnumerateArray())
        {
            await ReplayAsync(server, exchange, spec, substitutes);
        }
    }

    private static async Task ReplayAsync(TestServer server, JsonElement exchange, string spec, Dictionary<string, string> substitutes)
    {
        var request = exchange.GetProperty("request");
        var expected = exchange.GetProperty("response");
        var method = request.GetProperty("method").GetString()!;
        var path = Substitute(request.GetProperty("path").GetString()!, substitutes);

        // The recorded body is a Python pickle of the model; the spec says the same.
        var body = request.GetProperty("body").TryGetProperty("text", out var text) ? Substitute(text.GetString()!, substitutes) : spec;
        var type = request.GetProperty("content_type").GetString() ?? "application/octet-stream";
        var (status, answer) = await server.SendAsync(method, path, body.Length == 0 ? null : body, type);

        Assert.Equal((HttpStatusCode)expected.GetProperty("status").GetInt32(), status);
        var expectedJson = JsonElement.Parse(expected.GetProperty("body").GetProperty("text").GetString()!);
        AssertSame($"{method} {path}", expectedJson, JsonElement.Parse(answer), substitutes);
    }

    private static string Substitute(string text, Dictionary<string, string> substitutes) =>
        substitutes.Aggregate(text, (current, pair) => current.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private static void AssertSame(string where, JsonElement expected, JsonElement actual, Dictionary<string, string> substitutes)
    {
        Assert.Equal(expected.ValueKind, actual.ValueKind);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject())
                {
                    Assert.True(actual.TryGetProperty(property.Name, out var value), $"{where}: '{property.Name}' is missing");
                    var inner = $"{where} {property.Name}";
                    switch (property.Name)
                    {
                        case "name" or "identifier":
                            substitutes[property.Value.GetString()!] = value.GetString()!;
                            break;
                        case "model" or "models":
                            Assert.Equal(Substitute(property.Value.GetRawText(), substitutes), value.GetRawText());
                            break;
                        case "predict" or "learn":
                            // The recorded server was not counting; ours does.
                            Assert.Equal(
                                property.Value.EnumerateObject().Select(entry => entry.Name),
                                value.EnumerateObject().Select(entry => entry.Name));
                            break;
                        default:
                            AssertSame(inner, property.Value, value, substitutes);
                            break;
                    }
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                foreach (var (left, right) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
                {
                    AssertSame(where, left, right, substitutes);
                }

                break;
            case JsonValueKind.Number:
                var wanted = expected.GetDouble();
                var found = actual.GetDouble();
                Assert.True(Math.Abs(wanted - found) <= 1e-9 * Math.Max(Math.Abs(wanted), 1e-3), $"{where}: {wanted} expected, {found} found");
                break;
            default:
                Assert.Equal(expected.GetRawText(), actual.GetRawText());
                break;
        }
    }
}
