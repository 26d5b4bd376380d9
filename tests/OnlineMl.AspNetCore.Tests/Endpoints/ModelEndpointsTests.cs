using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

public class ModelEndpointsTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    [Fact]
    public async Task Create_WithMetrics_MeasuresByThem()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/binary/m/?metrics=Accuracy,F1", "\"LogisticRegression\"");
        await server.JsonAsync("POST", "/api/model/binary/none/?metrics=", "\"LogisticRegression\"");
        var metrics = await server.JsonAsync("GET", "/api/metrics/?model=m");
        Assert.Equal(["Accuracy", "F1"], metrics.EnumerateObject().Select(metric => metric.Name));
        Assert.Equal("{}", (await server.JsonAsync("GET", "/api/metrics/?model=none")).GetRawText());
    }

    [Fact]
    public async Task Export_ThenCreateFromTheFile_ContinuesModelMetricsAndWaitingPredictions()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        for (var i = 0; i < 20; i++)
        {
            await server.JsonAsync("POST", "/api/learn", $$"""{"model":"a","features":{"x":{{i}}},"ground_truth":{{2 * i}}}""");
        }

        await server.JsonAsync("POST", "/api/predict", """{"model":"a","features":{"x":3},"identifier":"waiting"}""");
        using var content = new ByteArrayContent(await server.Http.GetByteArrayAsync("/api/model/a/export/"));
        using var created = await server.Http.PostAsync("/api/model/regression/b/", content);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        foreach (var what in new[] { "metrics", "stats" })
        {
            Assert.Equal(
                (await server.JsonAsync("GET", $"/api/{what}?model=a")).GetRawText(), (await server.JsonAsync("GET", $"/api/{what}?model=b")).GetRawText());
        }

        await server.JsonAsync("POST", "/api/label", """{"model":"b","identifier":"waiting","label":6}""");
    }

    [Fact]
    public async Task Put_ReplacesTheModelAndKeepsWhatWaits()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        await server.JsonAsync("POST", "/api/predict", """{"model":"a","features":{"x":3},"identifier":"waiting"}""");

        Assert.Equal("""{"name":"a"}""", (await server.JsonAsync("PUT", "/api/model/a/", "\"PARegressor\"")).GetRawText());

        await server.JsonAsync("POST", "/api/label", """{"model":"a","identifier":"waiting","label":6}""");
        Assert.True((await server.JsonAsync("GET", "/api/model/a")).TryGetProperty("C", out _));
        var history = await server.JsonAsync("GET", "/api/metrics/history?model=a");
        Assert.Equal(0, Assert.Single(history.GetProperty("replacements").EnumerateArray()).GetProperty("examples").GetInt64());
        Assert.Equal(3, (await server.JsonAsync("GET", "/api/model/a/status")).GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task Put_OfAFileTakesNoOptionsOfASpec()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        using var content = new ByteArrayContent(await server.Http.GetByteArrayAsync("/api/model/a/export/"));
        using var refused = await server.Http.PutAsync("/api/model/a/?maxNames=7", content);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("'maxNames' can be chosen for a spec only; a file has its own.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var file = new ByteArrayContent(await server.Http.GetByteArrayAsync("/api/model/download/a/"));
        using var taken = await server.Http.PutAsync("/api/model/a/", file);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Files_AreNamedAfterTheModel()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        foreach (var path in new[] { "/api/model/download/a", "/api/model/a/export" })
        {
            using var response = await server.Http.GetAsync(path);
            Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("a.oml", response.Content.Headers.ContentDisposition!.FileName);
        }
    }

    [Fact]
    public async Task Save_LeavesNothingToReplay()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path);
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        await server.JsonAsync("POST", "/api/learn", """{"model":"a","features":{"x":1},"ground_truth":1}""");
        Assert.Equal(0, (await server.JsonAsync("GET", "/api/model/a/status")).GetProperty("snapshotPosition").GetInt64());
        var saved = await server.JsonAsync("POST", "/api/model/a/save/");
        Assert.Equal(1, saved.GetProperty("position").GetInt64());
        Assert.Equal(1, saved.GetProperty("snapshotPosition").GetInt64());
    }

    [Fact]
    public async Task ModelMayBeCalledSave_OrAfterAFlavor()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal("save", (await server.JsonAsync("POST", "/api/model/regression/save", Spec)).GetProperty("name").GetString());
        await server.JsonAsync("POST", "/api/model/regression/regression", Spec);
        await server.JsonAsync("POST", "/api/model/regression/save");
        await server.JsonAsync("POST", "/api/model/save/save");
    }

    [Fact]
    public async Task Save_MayHaveABody()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/churn", Spec);
        Assert.Equal("churn", (await server.JsonAsync("POST", "/api/model/churn/save", "{}")).GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("status")]
    [InlineData("export")]
    [InlineData("save")]
    [InlineData("download")]
    [InlineData("batch")]
    [InlineData("regression")]
    public async Task ModelMayBeCalledAsAPartOfAPath(string name)
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(name, (await server.JsonAsync("POST", $"/api/model/regression/{name}", Spec)).GetProperty("name").GetString());
        Assert.Equal(name, (await server.JsonAsync("GET", $"/api/model/{name}/status")).GetProperty("model").GetString());
        Assert.Equal(name, (await server.JsonAsync("POST", $"/api/model/{name}/save")).GetProperty("model").GetString());
        await server.JsonAsync("GET", $"/api/model/{name}");
        foreach (var path in new[] { $"/api/model/{name}/export", $"/api/model/download/{name}" })
        {
            using var response = await server.Http.GetAsync(path);
            Assert.Equal($"{name}.oml", response.Content.Headers.ContentDisposition?.FileName);
        }

        Assert.Equal("204", (await server.JsonAsync("DELETE", $"/api/model/{name}")).GetRawText());
    }

    [Fact]
    public async Task Download_OfAModelCalledStatus_GoesBeforeTheStatusOfAModelCalledDownload()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/download", Spec);
        await server.JsonAsync("POST", "/api/model/regression/status", Spec);
        using var response = await server.Http.GetAsync("/api/model/download/status");
        Assert.Equal("status.oml", response.Content.Headers.ContentDisposition?.FileName);
    }

    [Fact]
    public async Task StatusOfAModelCalledDownload_IsNotThereWhenItsViewIsOff()
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.EnabledViews = ["model_download"]);
        await server.Services.GetRequiredService<IOnlineMlClient>().CreateModelAsync("regression", Spec, "download");
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("GET", "/api/model/download/status")).Status);
    }

    [Theory]
    [InlineData("POST", "/api/model/regression/b", Spec)]
    [InlineData("POST", "/api/predict", """{"model":"a","features":{"x":1}}""")]
    [InlineData("POST", "/api/learn/batch", """{"model":"a","features":{"x":1},"ground_truth":1}""")]
    [InlineData("GET", "/api/stats", """{"model":"a"}""")]
    public async Task ByteOrderMark_IsSkipped(string method, string path, string body)
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        var (status, answer) = await server.SendAsync(method, path, "\ufeff" + body);
        Assert.True((int)status < 300 && !answer.Contains("message", StringComparison.Ordinal), answer);
    }

    [Theory]
    [InlineData("DELETE", "/api/model/a/", null)]
    [InlineData("DELETE", "/api/model/?model=a", null)]
    [InlineData("DELETE", "/api/model", """{"model":"a"}""")]
    public async Task Delete_TakesTheNameFromPathQueryOrBody(string method, string path, string? body)
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        Assert.Equal((HttpStatusCode.OK, "204"), await server.SendAsync(method, path, body));
        Assert.Empty((await server.JsonAsync("GET", "/api/models")).GetProperty("models").EnumerateArray());
    }

    [Theory]
    [InlineData("/api/model/?model=a", null)]
    [InlineData("/api/model/", """{"model":"a"}""")]
    [InlineData("/api/model/a/", null)]
    public async Task Describe_TakesTheNameFromPathQueryOrBody(string path, string? body)
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        Assert.Equal(["StandardScaler", "LinearRegression"], (await server.JsonAsync("GET", path, body)).EnumerateObject().Select(step => step.Name));
    }

    [Fact]
    public async Task Catalog_ListsTheComponents()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Contains("LinearRegression", (await server.JsonAsync("GET", "/api/catalog")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdempotencyKey_MakesRepetitionsHarmless()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        var first = await WithKeyAsync(server, "/api/predict", """{"model":"a","features":{"x":1}}""", "p");
        Assert.Equal(first, await WithKeyAsync(server, "/api/predict", """{"model":"a","features":{"x":1}}""", "p"));
        var identifier = JsonElement.Parse(first).GetProperty("identifier").GetString();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("\"Successful label.\"", await WithKeyAsync(server, "/api/label", $$"""{"model":"a","identifier":"{{identifier}}","label":1}""", "l"));
            Assert.Equal("\"Successful learn.\"", await WithKeyAsync(server, "/api/learn", """{"model":"a","features":{"x":1},"ground_truth":1}""", "t"));
        }

        var stats = await server.JsonAsync("GET", "/api/stats?model=a");
        Assert.Equal(2, stats.GetProperty("learn").GetProperty("n_calls").GetInt32());
        Assert.Equal(1, stats.GetProperty("predict").GetProperty("n_calls").GetInt32());
    }

    [Fact]
    public async Task LargeBodyInManyPieces_IsReadAsAWhole()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a", Spec);
        var features = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"feature {i}\":{i}"));
        using var content = new StreamContent(new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{"features":{{{features}}},"ground_truth":1,"model":"a"}""")), 100);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/learn") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await server.Http.SendAsync(request);
        Assert.Equal("\"Successful learn.\"", await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> WithKeyAsync(TestServer server, string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await server.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
