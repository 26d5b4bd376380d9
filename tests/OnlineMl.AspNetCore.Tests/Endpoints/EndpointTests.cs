using System.Net;
using System.Text.Json;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

public class EndpointTests
{
    private const string Binary = """["StandardScaler", "LogisticRegression"]""";

    [Fact]
    public async Task ServiceInfo_SaysThatTheServiceRuns()
    {
        await using var server = await TestServer.StartAsync();
        var info = await server.JsonAsync("GET", "/api/");
        Assert.Equal("running", info.GetProperty("status").GetString());
        Assert.Equal("memory", info.GetProperty("storage").GetString());
    }

    [Theory]
    [InlineData("/api/models")]
    [InlineData("/api/models/")]
    public async Task EveryPath_IsAnsweredWithAndWithoutTrailingSlash(string path)
    {
        await using var server = await TestServer.StartAsync();
        var (status, body) = await server.SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"models":[]}""", body);
    }

    [Fact]
    public async Task Create_WithoutName_MakesUpTwoWords()
    {
        await using var server = await TestServer.StartAsync();
        var (status, body) = await server.SendAsync("POST", "/api/model/binary/", Binary);
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Matches("^[a-z]+-[a-z]+(-[0-9]+)?$", JsonElement.Parse(body).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Binary_PredictsProbabilitiesByLabelAndLearnsFromTheLabel()
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/model/binary/spam/", Binary);
        for (var i = 0; i < 50; i++)
        {
            var (learned, _) = await server.SendAsync("POST", "/api/learn/", Learn("spam", i % 2, i % 2 == 1 ? "true" : "false"));
            Assert.Equal(HttpStatusCode.Created, learned);
        }

        var (status, body) = await server.SendAsync("POST", "/api/predict/", """{"model": "spam", "features": {"x": 1}}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var answer = JsonElement.Parse(body);
        Assert.True(answer.GetProperty("prediction").GetProperty("true").GetDouble() > 0.5);

        var identifier = answer.GetProperty("identifier").GetString();
        var label = $$"""{"model": "spam", "identifier": "{{identifier}}", "label": false}""";
        Assert.Equal((HttpStatusCode.OK, "\"Successful label.\""), await server.SendAsync("POST", "/api/label/", label));
        Assert.Equal(HttpStatusCode.BadRequest, (await server.SendAsync("POST", "/api/label/", label)).Status);

        var metrics = await server.JsonAsync("GET", "/api/metrics/?model=spam");
        Assert.Equal(["Accuracy", "LogLoss", "Precision", "Recall", "F1"], metrics.EnumerateObject().Select(metric => metric.Name));
        var stats = await server.JsonAsync("GET", "/api/stats/?model=spam");
        Assert.Equal(51, stats.GetProperty("learn").GetProperty("n_calls").GetInt32());
        Assert.Equal(1, stats.GetProperty("predict").GetProperty("n_calls").GetInt32());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"red\"")]
    [InlineData("true")]
    public async Task Multiclass_ReturnsALabelInTheTypeInWhichItWasLearned(string label)
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/model/multiclass/m/", "\"GaussianNB\"");
        await server.SendAsync("POST", "/api/learn/", Learn("m", 1, label));
        var answer = await server.JsonAsync("POST", "/api/predict/", """{"model": "m", "features": {"x": 1}}""");
        Assert.Equal(label, answer.GetProperty("prediction").GetRawText());
    }

    [Fact]
    public async Task Label_OfAnotherModelsPrediction_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/model/binary/a/", Binary);
        await server.SendAsync("POST", "/api/model/binary/b/", Binary);
        await server.SendAsync("POST", "/api/predict/", """{"model": "a", "features": {"x": 1}, "identifier": "i"}""");
        var (status, body) = await server.SendAsync("POST", "/api/label/", """{"model": "b", "identifier": "i", "label": true}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("another model", JsonElement.Parse(body).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_AnswersTheJsonNumber204()
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/model/binary/a/", Binary);
        Assert.Equal((HttpStatusCode.OK, "204"), await server.SendAsync("DELETE", "/api/model/", "model=a", "application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("GET", "/api/model/a/")).Status);
    }

    [Fact]
    public async Task Download_ThenCreateFromTheFile_ContinuesTheModel()
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/model/regression/a/", """["StandardScaler", "LinearRegression"]""");
        for (var i = 0; i < 20; i++)
        {
            await server.SendAsync("POST", "/api/learn/", Learn("a", i, (2 * i).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        using var content = new ByteArrayContent(await server.Http.GetByteArrayAsync("/api/model/download/a/"));
        using var created = await server.Http.PostAsync("/api/model/regression/b/", content);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var first = await server.JsonAsync("POST", "/api/predict/", """{"model": "a", "features": {"x": 3}}""");
        var second = await server.JsonAsync("POST", "/api/predict/", """{"model": "b", "features": {"x": 3}}""");
        Assert.Equal(first.GetProperty("prediction").GetRawText(), second.GetProperty("prediction").GetRawText());
    }

    [Fact]
    public async Task Restart_OnTheSameFolder_ContinuesEveryModel()
    {
        using var folder = new TemporaryFolder();
        string before;
        await using (var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path))
        {
            await server.SendAsync("POST", "/api/model/regression/a/", """["StandardScaler", "LinearRegression"]""");
            for (var i = 0; i < 20; i++)
            {
                await server.SendAsync("POST", "/api/learn/", Learn("a", i, "5"));
            }

            await server.SendAsync("POST", "/api/predict/", """{"model": "a", "features": {"x": 3}, "identifier": "later"}""");
            before = (await server.JsonAsync("GET", "/api/metrics/?model=a")).GetRawText();
        }

        await using (var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path))
        {
            Assert.Equal(before, (await server.JsonAsync("GET", "/api/metrics/?model=a")).GetRawText());
            var (status, _) = await server.SendAsync("POST", "/api/label/", """{"model": "a", "identifier": "later", "label": 5}""");
            Assert.Equal(HttpStatusCode.OK, status);
        }
    }

    private static string Learn(string model, int x, string truth) =>
        $$"""{"model":"{{model}}","features":{"x":{{x}}},"ground_truth":{{truth}}}""";
}
