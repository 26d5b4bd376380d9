using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Tests.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Limits;

public class CallLimitsTests
{
    [Fact]
    public async Task CallsBeyondTheLimit_AreAnswered429WithTheTimeToWait()
    {
        await using var server = await TestServer.StartAsync(options => options.RateLimit.ViewRateLimit = "2/1d");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(null, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(null, "GET", "/api"));
        using var limited = await server.SendAsAsync(null, "GET", "/api/models");
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromHours(23), TimeSpan.FromDays(1));
        Assert.Equal("TooManyRequests", Assert.Single(limited.Headers.GetValues("OnlineMl-Refusal")));
        Assert.Equal("""{"message":"ViewRateLimit allows 2 calls in 1.00:00:00; try again later."}""", await limited.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(null, "GET", "/api/health/ready"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Limits_MayBeOffOrOnlyCount(bool isDisabled, bool blocks)
    {
        await using var server = await TestServer.StartAsync(
            options => (options.RateLimit.ViewRateLimit, options.RateLimit.ViewRateLimitDisable, options.RateLimit.ViewRateLimitBlock) = ("1/1d", isDisabled, blocks));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(null, "GET", "/api/models"));
        }
    }

    [Fact]
    public async Task EveryUser_HasLimitsOfTheirOwn()
    {
        await using var server = await TestServer.StartAsync(options => (options.Access.Users, options.RateLimit.LearnRateLimit) = (["anna:secret", "bodo:secret"], "1/1d"));
        await server.Services.GetRequiredService<IOnlineMlClient>().CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var (anna, bodo) = (await server.TokenAsync("anna", "secret"), await server.TokenAsync("bodo", "secret"));
        const string Learn = """{"model":"m","features":{"x":1},"ground_truth":1}""";
        Assert.Equal(HttpStatusCode.Created, await server.StatusAsAsync(anna, "POST", "/api/learn", Learn));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.StatusAsAsync(anna, "POST", "/api/learn", Learn));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.StatusAsAsync(anna, "POST", "/api/label", Learn));
        Assert.Equal(HttpStatusCode.Created, await server.StatusAsAsync(bodo, "POST", "/api/learn", Learn));
        Assert.Equal(HttpStatusCode.Created, await server.StatusAsAsync(anna, "POST", "/api/predict", """{"model":"m","features":{"x":1}}"""));
    }

    [Fact]
    public async Task ExamplesOfBatches_CountOneByOne()
    {
        await using var server = await TestServer.StartAsync(options => (options.RateLimit.LearnRateLimit, options.RateLimit.ManageRateLimit) = ("2/1d", "1/1d"));
        Assert.Equal(HttpStatusCode.Created, await server.StatusAsAsync(null, "POST", "/api/model/regression/m", "\"LinearRegression\""));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.StatusAsAsync(null, "POST", "/api/model/regression/n", "\"LinearRegression\""));
        var lines = string.Join('\n', Enumerable.Repeat("""{"features":{"x":1},"ground_truth":1}""", 3));
        using var batch = await server.SendAsAsync(null, "POST", "/api/learn/batch?model=m", lines);
        var answers = (await batch.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"line":2}""", answers[0]);
        Assert.Contains("\"TooManyRequests\"", answers[1], StringComparison.Ordinal);
        Assert.Equal(2, (await server.Services.GetRequiredService<IOnlineMlClient>().GetStatsAsync("m")).Learn.Calls);
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("10.0.0.0/8", 429)]
    public async Task ForwardedAddresses_CountOnlyFromKnownProxies(string proxy, int second)
    {
        await using var server = await TestServer.StartAsync(options => (options.RateLimit.ViewRateLimit, options.Access.KnownProxies) = ("1/1d", [proxy]));
        foreach (var (address, status) in new[] { ("192.0.2.1", 200), ("192.0.2.2", second), ("192.0.2.1", 429) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/models") { Headers = { { "X-Forwarded-For", address } } };
            using var answer = await server.Http.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }
}
