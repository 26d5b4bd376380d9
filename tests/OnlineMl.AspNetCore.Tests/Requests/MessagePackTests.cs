using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OnlineMl.Client.Packing;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Tests.Requests;

public class MessagePackTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    private static readonly (string Path, string Body)[] Calls =
    [
        ("learn", """{"model":"?","features":{"x":1,"y":0.25,"größe":"klein"},"ground_truth":2}"""),
        ("learn", """{"model":"?","features":{"x":2,"ok":true},"ground_truth":4.5,"weight":2.5,"t":"2026-07-14T12:00:00Z","Idempotency-Key":"k1"}"""),
        ("predict", """{"model":"?","features":{"x":3.125,"text":"a \"quoted\"\n\\ text ü"},"identifier":"one","t":1577934245}"""),
        ("predict", """{"model":"?","features":{"x":4},"identifier":"two"}"""),
        ("label", """{"model":"?","identifier":"one","label":6,"weight":0.5}"""),
        ("learn", """{"model":"?","identifier":"two","features":null,"ground_truth":8}"""),
        ("learn", """{"model":"?","features":{"x":5},"ground_truth":10,"prediction":9.5}"""),
        ("predict", """{"model":"?","features":{"x":1}}"""),
    ];

    [Fact]
    public async Task MessagePackAndJson_GiveTheSameAnswersAndTheSameLog()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await TestServer.StartAsync(options =>
        {
            options.Storage.StoragePath = folder.Path;
            options.Call.GenerateIdentifiers = false;
        }))
        {
            await server.JsonAsync("POST", "/api/model/regression/j/", Spec);
            await server.JsonAsync("POST", "/api/model/regression/p/", Spec);
            foreach (var (path, body) in Calls)
            {
                var (jsonStatus, json) = await server.SendAsync("POST", $"/api/{path}/", body.Replace("?", "j", StringComparison.Ordinal));
                var (status, type, packed) = await SendAsync(server, path, Pack(body.Replace("?", "p", StringComparison.Ordinal)));
                Assert.Equal(jsonStatus, status);
                Assert.Equal(WireFormats.MessagePack, type);
                Assert.Equal(json.Replace("\"model\":\"j\"", "\"model\":\"p\"", StringComparison.Ordinal), Unpack(packed));
            }
        }

        var log = await EventsAsync(folder.Path, "j");
        Assert.Equal(7, log.Count);
        Assert.Equal(log, await EventsAsync(folder.Path, "p"));
    }

    [Fact]
    public async Task Batches_GiveTheSameAnswers()
    {
        await using var server = await TestServer.StartAsync(options => options.Call.GenerateIdentifiers = false);
        await server.JsonAsync("POST", "/api/model/regression/j/", Spec);
        await server.JsonAsync("POST", "/api/model/regression/p/", Spec);
        string[] learns = [.. Enumerable.Range(0, 5000).Select(i => $$"""{"features":{"x":{{i % 7}} ,"y":{{i % 10}}.5},"ground_truth":{{(i % 17 == 3 ? "\"red\"" : i % 10)}}}""")];
        string[] predicts = [.. Enumerable.Range(0, 100).Select(i => i % 9 == 4 ? "{}" : "{\"features\":{\"x\":" + i + "}}")];
        foreach (var (call, lines) in new[] { ("learn", learns), ("predict", predicts) })
        {
            var (_, json) = await server.SendAsync("POST", $"/api/{call}/batch/?model=j", string.Join('\n', lines), WireFormats.JsonLines);
            var (status, type, packed) = await SendAsync(server, $"{call}/batch/?model=p", [.. lines.SelectMany(Pack)]);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(WireFormats.MessagePack, type);

            // What stands for many lines comes when it is due, which differs from time to time.
            Assert.Equal(Told(json.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Unpack(Pack(line)))), Told(UnpackAll(packed)));
        }
    }

    [Theory]
    [InlineData(null, "application/x-msgpack", true)]
    [InlineData("*/*", "application/x-msgpack", true)]
    [InlineData("*/*", "application/msgpack", true)]
    [InlineData("application/json", "application/vnd.msgpack; v=1", false)]
    [InlineData("application/json, application/x-msgpack", "application/x-msgpack", true)]
    [InlineData("application/json, application/x-msgpack;q=0.5", "application/x-msgpack", false)]
    [InlineData("application/x-msgpack", "application/json", true)]
    [InlineData("application/msgpack;q=0.9, application/json;q=0.1", "application/json", true)]
    [InlineData("application/x-msgpack;q=0", "application/x-msgpack", false)]
    [InlineData("text/html", "application/x-msgpack", false)]
    [InlineData(null, "application/json", false)]
    public async Task Accept_DecidesTheFormatOfTheAnswer(string? accept, string contentType, bool isPacked)
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/m/", Spec);
        const string Body = """{"model":"m","features":{"x":1}}""";
        var body = contentType.Contains("msgpack", StringComparison.Ordinal) ? Pack(Body) : Encoding.UTF8.GetBytes(Body);
        var (status, type, answer) = await SendAsync(server, "predict", body, contentType, accept);
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(isPacked ? WireFormats.MessagePack : WireFormats.Json, type);
        Assert.Equal("m", JsonElement.Parse(isPacked ? Unpack(answer) : Encoding.UTF8.GetString(answer)).GetProperty("model").GetString());
    }

    [Fact]
    public async Task MalformedBody_IsOne400WithAMessage()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/m/", Spec);
        var good = Pack("""{"model":"m","features":{"x":1,"größe":2.5},"ground_truth":1}""");
        List<byte[]> bodies =
        [
            .. Enumerable.Range(0, good.Length).Select(length => good[..length]),
            [.. good, 0xC0],
            [0x93, 1, 2, 3],
            [0xC1],
            [0xC0],
            Encoding.UTF8.GetBytes("""{"model":"m","features":{"x":1},"ground_truth":1}"""),
            [.. Enumerable.Repeat((byte)0x91, 100_000)],
            Pack("""{"model":"m","features":{"x":{"y":1}},"ground_truth":1}"""),
            Pack("""{"model":"m","model":"m","features":{"x":1},"ground_truth":1}"""),
            Pack("""{"features":{"x":1},"ground_truth":1}"""),
            [0x83, 0xA5, .. "model"u8, 0xA1, (byte)'m', 0xA8, .. "features"u8, 0x81, 0xA1, (byte)'x', 0xCB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0, 0xAC, .. "ground_truth"u8, 0x01],
        ];
        foreach (var body in bodies)
        {
            var (status, type, answer) = await SendAsync(server, "learn", body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal(WireFormats.Json, type);
            Assert.Equal("message", JsonElement.Parse(answer).EnumerateObject().Single().Name);
        }

        Assert.Equal(0, (await server.JsonAsync("GET", "/api/model/m/status")).GetProperty("position").GetInt64());
        Assert.Contains("'x' is NaN", Encoding.UTF8.GetString((await SendAsync(server, "learn", bodies[^1])).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyThatIsTooLongAsJson_IsRefusedAsSuch()
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.MaxBodyBytes = 1000);
        var (status, _, answer) = await SendAsync(server, "learn", [0x81, 0xA1, (byte)'x', 0xDA, 0x01, 0x00, .. new byte[256]]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("""{"message":"The body is larger than 1000 bytes as JSON."}""", Encoding.UTF8.GetString(answer));
    }

    [Fact]
    public async Task BrokenValueOfABatch_IsOneErrorAndTheOthersGoOn()
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.MaxBodyBytes = 200);
        await server.JsonAsync("POST", "/api/model/regression/m/", Spec);
        var good = Pack("""{"features":{"x":1},"ground_truth":1}""");
        byte[] tooLong = Pack($$"""{"features":{"x":"{{new string('x', 100_000)}}"},"ground_truth":1}""");
        byte[] noText = [0x81, 0xA2, 0xC3, 0x28, 0x01];
        var (_, _, answer) = await SendAsync(server, "learn/batch?model=m", [.. good, .. tooLong, .. noText, .. good, .. good[..5]]);
        var lines = UnpackAll(answer).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal([2, 3, 5], lines.Where(line => line.TryGetProperty("message", out _)).Select(line => line.GetProperty("line").GetInt32()));
        Assert.Equal(2, (await server.JsonAsync("GET", "/api/model/m/status")).GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task BatchThatIsNoMessagePack_EndsWithOneRefusal()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/m/", Spec);
        var text = string.Join('\n', Enumerable.Repeat("""{"model":"m","features":{"x":1},"ground_truth":1}""", 1000));
        var (_, _, answer) = await SendAsync(server, "learn/batch", Encoding.UTF8.GetBytes(text));
        Assert.Equal("""{"line":1,"message":"The body must be a MessagePack map.","kind":"BadRequest"}""", Assert.Single(UnpackAll(answer)));
    }

    private static IEnumerable<string> Told(IEnumerable<string> lines)
    {
        var told = lines.ToList();
        return told.Where(line => line.Contains(',', StringComparison.Ordinal)).Append(told[^1]);
    }

    private static byte[] Pack(string json)
    {
        var packed = new ArrayBufferWriter<byte>();
        JsonToMessagePack.Write(Encoding.UTF8.GetBytes(json), packed);
        return packed.WrittenSpan.ToArray();
    }

    private static string Unpack(byte[] packed) => Assert.Single(UnpackAll(packed));

    private static List<string> UnpackAll(byte[] packed)
    {
        var values = new List<string>();
        for (var left = new ReadOnlySequence<byte>(packed); !left.IsEmpty;)
        {
            var json = new ArrayBufferWriter<byte>();
            left = left.Slice(MessagePackToJson.Write(left, json));
            values.Add(Encoding.UTF8.GetString(json.WrittenSpan));
        }

        return values;
    }

    private static async Task<(HttpStatusCode Status, string? Type, byte[] Body)> SendAsync(
        TestServer server, string path, byte[] body, string contentType = WireFormats.MessagePack, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{path}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        using var response = await server.Http.SendAsync(request);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync());
    }

    private static async Task<List<string>> EventsAsync(string folder, string model)
    {
        var history = await new FileModelArchive(folder).OpenAsync(model);
        var events = new List<string>();
        await foreach (var stored in history!.ReadAsync(0, CancellationToken.None))
        {
            events.Add(Shown(EventRecord.Read(stored.Record)));
        }

        return events;
    }

    private static string Shown(EventRecord record) => string.Join(
        '|', record.Kind, Text(record.Identifier), record.IdempotencyKey, Text(record.Features), Text(record.Truth), Text(record.Prediction), Text(record.Options));

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
