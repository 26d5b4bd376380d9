using System.Net;
using System.Text.Json;

namespace OnlineMl.AspNetCore.Tests;

/// <summary>What is wrong with a request is said in one sentence, and nothing that was learned is lost.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("POST", "/api/learn/", """{"features":{"x":1},"ground_truth":1}""", 400, "'model' is missing")]
    [InlineData("POST", "/api/learn/", """{"model":"m","ground_truth":1}""", 400, "'features' is missing")]
    [InlineData("POST", "/api/learn/", """{"model":"none","features":{"x":1},"ground_truth":1}""", 400, "'none'")]
    [InlineData("POST", "/api/learn/", """{"model":"m","features":{"x":1},"ground_truth":"red"}""", 400, "red")]
    [InlineData("POST", "/api/learn/", """{"model":"m","features":{"x":1},"ground_truth":1e400}""", 400, "finite")]
    [InlineData("POST", "/api/learn/", """{"model":"m","features":{"x":1e400},"ground_truth":1}""", 400, "x")]
    [InlineData("POST", "/api/learn/", """{"model":"m","features":{"x":[1]},"ground_truth":1}""", 400, "x")]
    [InlineData("POST", "/api/learn/", """{"model":"m","features":{"x":1,"x":2},"ground_truth":1}""", 400, "x")]
    [InlineData("POST", "/api/learn/", """{"model":"m","features":{"x":1},"ground_truth":{}}""", 400, "ground_truth")]
    [InlineData("POST", "/api/learn/", """{"model":7,"features":{"x":1},"ground_truth":1}""", 400, "'model' must be a text")]
    [InlineData("POST", "/api/learn/", "{", 400, "not valid JSON")]
    [InlineData("POST", "/api/learn/", "[]", 400, "JSON object")]
    [InlineData("POST", "/api/predict/", """{"model":"m"}""", 400, "'features' is missing")]
    [InlineData("POST", "/api/predict/", """{"model":"none","features":{"x":1}}""", 400, "'none'")]
    [InlineData("POST", "/api/label/", """{"model":"m","label":1}""", 400, "'identifier' is missing")]
    [InlineData("POST", "/api/label/", """{"model":"m","identifier":"i"}""", 400, "'label' is missing")]
    [InlineData("POST", "/api/label/", """{"model":"m","identifier":"i","label":1}""", 400, "'i'")]
    [InlineData("POST", "/api/model/magic/", "\"LinearRegression\"", 400, "magic")]
    [InlineData("POST", "/api/model/regression/", "\"LinearRegresion\"", 400, "LinearRegression")]
    [InlineData("POST", "/api/model/regression/", """{"LinearRegression":{"l2":-1}}""", 400, "l2")]
    [InlineData("POST", "/api/model/regression/", "\"LogisticRegression\"", 400, "does not fit")]
    [InlineData("POST", "/api/model/regression/m/", "\"LinearRegression\"", 400, "already")]
    [InlineData("POST", "/api/model/regression/a%20b/", "\"LinearRegression\"", 400, "a b")]
    [InlineData("GET", "/api/model/none/", null, 404, "'none'")]
    [InlineData("GET", "/api/model/download/none/", null, 404, "'none'")]
    [InlineData("DELETE", "/api/model/none/", null, 404, "'none'")]
    [InlineData("GET", "/api/metrics/", null, 400, "'model' is missing")]
    [InlineData("GET", "/api/stats/?model=none", null, 404, "'none'")]
    public async Task WrongRequest_IsRefusedWithAReasonAndLosesNothing(string method, string path, string? body, int status, string reason)
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/model/regression/m/", """["StandardScaler", "LinearRegression"]""");
        await server.SendAsync("POST", "/api/learn/", """{"model":"m","features":{"x":1},"ground_truth":1}""");
        var before = await server.SendAsync("GET", "/api/metrics/?model=m");

        var (actual, answer) = await server.SendAsync(method, path, body);

        Assert.Equal((HttpStatusCode)status, actual);
        Assert.Contains(reason, JsonElement.Parse(answer).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await server.SendAsync("GET", "/api/metrics/?model=m"));
    }

    [Fact]
    public async Task Pickle_IsAnsweredWithWhatToSendInstead()
    {
        await using var server = await TestServer.StartAsync();
        using var content = new ByteArrayContent([0x80, 0x04, 0x95, 0x00]);
        using var response = await server.Http.PostAsync("/api/model/regression/", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("JSON spec", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
