using System.Net;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

public class LearningEndpointsTests
{
    [Fact]
    public async Task Predict_ExplainsWhenTheAddressAsks()
    {
        await using var server = await TestServer.StartAsync(options => options.Call.GenerateIdentifiers = false);
        await server.JsonAsync("POST", "/api/model/regression/m/", """{"LinearRegression": {"intercept_lr": 0}}""");
        await server.JsonAsync("POST", "/api/learn", """{"model":"m","features":{"x":1},"ground_truth":100}""");
        const string Body = """{"model":"m","features":{"x":2}}""";
        Assert.Equal(
            """{"model":"m","prediction":4,"contributions":{"baseline":0,"scale":"number","features":{"x":4}}}""",
            (await server.SendAsync("POST", "/api/predict/?explain=true", Body)).Body);
        Assert.Equal("""{"model":"m","prediction":4}""", (await server.SendAsync("POST", "/api/predict/?explain=false", Body)).Body);
        Assert.Equal("""{"model":"m","prediction":4}""", (await server.SendAsync("POST", "/api/predict/?explain=true", Body[..^1] + ""","explain":false}""")).Body);
    }

    [Theory]
    [InlineData("explain=yes", "'explain' is not valid JSON")]
    [InlineData("explain=1", "'explain' must be true or false.")]
    [InlineData("explain=true&explain=true", "The parameter 'explain' comes 2 times.")]
    [InlineData("interval=0.9", "LinearRegression does not say between which numbers")]
    [InlineData("interval=2", "'interval' must be a number from 0.01 to 0.9999")]
    [InlineData("interval=wide", "'interval' is not valid JSON")]
    public async Task Predict_RefusesWhatCannotBeAsked(string query, string reason)
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/m/", "\"LinearRegression\"");
        var (status, answer) = await server.SendAsync("POST", $"/api/predict/?{query}", """{"model":"m","features":{"x":2}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, System.Text.Json.JsonElement.Parse(answer).GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
