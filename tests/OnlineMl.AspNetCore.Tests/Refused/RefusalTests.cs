using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>What is wrong with a request is said in one sentence, and nothing that was learned is lost.</summary>
public class RefusalTests
{
    [Fact]
    public async Task WrongRequests_AreRefusedWithAReasonAndLoseNothing()
    {
        await using var server = await StartAsync();
        var before = await StateAsync(server);
        var faults = new List<string>();
        foreach (var wrong in RefusedRequests.All)
        {
            using var request = new HttpRequestMessage(new HttpMethod(wrong.Method), wrong.Path);
            if (wrong.Body is not null)
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(wrong.Body));
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(wrong.Type);
                if (wrong.Encoding is not null)
                {
                    request.Content.Headers.ContentEncoding.Add(wrong.Encoding);
                }
            }

            if (wrong.Key is not null)
            {
                request.Headers.Add("Idempotency-Key", wrong.Key);
            }

            using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var text = response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync();
            if ((int)response.StatusCode != wrong.Status || MessageOf(text) is not { Length: > 0 } message || !message.Contains(wrong.Reason, StringComparison.Ordinal))
            {
                faults.Add($"{wrong}: {wrong.Status} '{wrong.Reason}' expected, {(int)response.StatusCode} {text} found");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await StateAsync(server));
        await server.JsonAsync("POST", "/api/label", """{"model":"m","identifier":"kept","label":1}""");
    }

    [Fact]
    public void Table_HasManyRequests_EachWithAReason()
    {
        Assert.True(RefusedRequests.All.Count() >= 150);
        Assert.All(RefusedRequests.All, wrong => Assert.NotEmpty(wrong.Reason));
    }

    [Theory]
    [InlineData("/api/predict/", new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, 400, "UTF-8")]
    [InlineData("/api/learn/", new byte[] { (byte)'{', (byte)'"', 0xc3, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, 400, "UTF-8")]
    [InlineData("/api/label/", new byte[] { 0xfe, 0xff }, 400, "UTF-8")]
    [InlineData("/api/model/regression/", new byte[] { (byte)'"', 0xff, (byte)'"' }, 400, "UTF-8")]
    [InlineData("/api/model/regression/", new byte[] { 0x80, 0x04, 0x95, 0x00 }, 415, "JSON spec")]
    [InlineData("/api/model/regression/", new byte[] { 0x80, 0x02, (byte)'}', (byte)'.' }, 415, "JSON spec")]
    [InlineData("/api/model/regression/", new byte[] { 0x82, 0xa6, (byte)'f', (byte)'o', (byte)'r', (byte)'m', (byte)'a', (byte)'t' }, 400, "a saved model")]
    [InlineData("/api/model/regression/", new byte[] { 0x1f, 0x8b, 0x08, 0x00 }, 400, "neither a spec in JSON nor a model file")]
    public async Task BytesThatAreNoText_AreRefused(string path, byte[] body, int status, string reason)
    {
        await using var server = await StartAsync();
        using var content = new ByteArrayContent(body);
        using var response = await server.Http.PostAsync(path, content);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(reason, MessageOf(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/learn", """{"model":"m","features":{"x":1},"ground_thruth":1}""")]
    [InlineData("/api/learn", """{"model":"m","features":{"x":1},"ground_truth":null}""")]
    [InlineData("/api/label", """{"model":"m","identifier":"kept","label":1,"comment":"late"}""")]
    [InlineData("/api/predict", """{"model":"m","features":{"x":1},"when":[]}""")]
    public async Task MistypedAndMissingFields_AreTakenWhereOptionsSaySo(string path, string body)
    {
        await using var strict = await StartAsync();
        Assert.Equal(400, (int)(await strict.SendAsync("POST", path, body)).Status);
        await using var lenient = await StartAsync(options => (options.Endpoint.AllowUnknownFields, options.Call.AllowMissingTargets) = (true, true));
        await lenient.JsonAsync("POST", path, body);
    }

    [Fact]
    public async Task LinesOfABatchWithoutATarget_AreRefusedOneByOne()
    {
        await using var server = await StartAsync();
        var before = await StateAsync(server);
        var (_, answers) = await server.SendAsync(
            "POST", "/api/learn/batch", "{\"model\":\"m\",\"features\":{\"x\":1}}\n{\"model\":\"m\",\"features\":{\"x\":1},\"groundtruth\":1}\n");
        Assert.Contains("learns nothing without one", answers, StringComparison.Ordinal);
        Assert.Contains("Did you mean", answers, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(server));
    }

    [Fact]
    public async Task WholeNumber_IsAnIdentifier()
    {
        await using var server = await StartAsync();
        var predicted = await server.JsonAsync("POST", "/api/predict", """{"model":"m","features":{"x":1},"identifier":12345}""");
        Assert.Equal("12345", predicted.GetProperty("identifier").GetString());
        await server.JsonAsync("POST", "/api/label", """{"model":"m","identifier":12345,"label":1}""");
        Assert.Equal(400, (int)(await server.SendAsync("POST", "/api/label", """{"model":"m","identifier":"12345","label":1}""")).Status);
    }

    [Fact]
    public async Task MoreModelsThanAllowed_AreRefused()
    {
        await using var server = await TestServer.StartAsync(options => options.Limit.MaxModels = 1);
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        var (status, body) = await server.SendAsync("POST", "/api/model/regression/n", "\"LinearRegression\"");
        Assert.Equal(400, (int)status);
        Assert.Contains("at most 1", MessageOf(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StepThatWouldMakeTheModelInfinite_IsRefusedAndTheModelGoesOn()
    {
        await using var server = await StartAsync();
        var (status, body) = await server.SendAsync("POST", "/api/learn", """{"model":"raw","features":{"x":1e300},"ground_truth":1e300}""");
        Assert.Equal(400, (int)status);
        Assert.NotEqual("", MessageOf(body));
        await server.JsonAsync("POST", "/api/learn", """{"model":"raw","features":{"x":1},"ground_truth":1}""");
    }

    private static async Task<TestServer> StartAsync(Action<OnlineMlOptions>? configure = null)
    {
        var server = await TestServer.StartAsync(options =>
        {
            (options.Endpoint.MaxBodyBytes, options.Endpoint.MaxUploadBytes, options.Limit.MaxFeatures) = (4096, 65536, 8);
            configure?.Invoke(options);
        });
        await server.JsonAsync("POST", "/api/model/regression/m/", """["StandardScaler", "LinearRegression"]""");
        await server.JsonAsync("POST", "/api/model/regression/raw/", "\"LinearRegression\"");
        await server.JsonAsync("POST", "/api/model/binary/b/", "\"LogisticRegression\"");
        await server.JsonAsync("POST", "/api/model/multiclass/c/", "\"GaussianNB\"");
        await server.JsonAsync("POST", "/api/model/cluster/k/", "\"KMeans\"");
        await server.JsonAsync("POST", "/api/learn/", """{"model":"m","features":{"x":1},"ground_truth":1}""");
        await server.JsonAsync("POST", "/api/predict/", """{"model":"m","features":{"x":1},"identifier":"kept"}""");
        return server;
    }

    private static async Task<string> StateAsync(TestServer server)
    {
        var models = await server.JsonAsync("GET", "/api/models/");
        var state = new StringBuilder(models.GetRawText());
        foreach (var model in models.GetProperty("models").EnumerateArray())
        {
            var status = await server.JsonAsync("GET", $"/api/model/{model.GetString()}/status");
            state.AppendLine()
                .Append(await server.JsonAsync("GET", $"/api/metrics/?model={model.GetString()}"))
                .Append(await server.JsonAsync("GET", $"/api/stats/?model={model.GetString()}"))
                .Append(status.GetProperty("position"))
                .Append(' ')
                .Append(status.GetProperty("waiting"));
        }

        return state.ToString();
    }

    private static string? MessageOf(string text)
    {
        try
        {
            return JsonElement.Parse(text).GetProperty("message").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return null;
        }
    }
}
