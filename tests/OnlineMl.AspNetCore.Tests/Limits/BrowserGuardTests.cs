using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Tests.Authentication;

namespace OnlineMl.AspNetCore.Tests.Limits;

public class BrowserGuardTests
{
    [Theory]
    [InlineData("http://evil.example", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData(null, "cross-site", 403)]
    [InlineData(null, "same-origin", 201)]
    [InlineData(null, null, 201)]
    [InlineData("own", null, 201)]
    [InlineData("https://shop.example", null, 201)]
    public async Task WritesFromForeignPages_AreRefusedWhenAccessIsOpen(string? origin, string? site, int status)
    {
        await using var server = await TestServer.StartAsync(options => options.Access.AllowedOrigins = ["https://shop.example"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/model/regression/m") { Content = new StringContent("\"LinearRegression\"") };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? server.Http.BaseAddress!.ToString().TrimEnd('/') : origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("evil.example:5000", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("localhost", 200)]
    [InlineData("app.localhost:5000", 200)]
    [InlineData("[::1]:5000", 200)]
    [InlineData("192.0.2.1", 200)]
    [InlineData("models", 200)]
    [InlineData("models.internal", 200)]
    [InlineData("a.shop.example", 200)]
    [InlineData("shop.example", 403)]
    public async Task ForeignHosts_AreRefusedWhenAccessIsOpen(string host, int status)
    {
        await using var server = await TestServer.StartAsync(options => options.Access.AllowedHosts = ["models.internal", "*.shop.example"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/models") { Headers = { Host = host } };
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task WithUsersOrPolicies_NothingOfThisIsRefused()
    {
        await using var protectedByUsers = await TestServer.StartAsync(options => options.Access.Users = ["anna:secret"]);
        await using var protectedByPolicy = await TestServer.StartAsync(
            build: builder => builder.Services.AddAuthorizationBuilder().AddPolicy("any", policy => policy.RequireAssertion(_ => true)),
            map: app => app.MapOnlineMl().RequireAuthorization("any"));
        var token = await protectedByUsers.TokenAsync("anna", "secret");
        foreach (var server in new[] { protectedByUsers, protectedByPolicy })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/model/regression/m") { Content = new StringContent("\"LinearRegression\"") };
            request.Headers.Host = "models.example";
            request.Headers.Add("Origin", "https://elsewhere.example");
            request.Headers.Add("Authorization", "Bearer " + token);
            using var answer = await server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }
    }
}
