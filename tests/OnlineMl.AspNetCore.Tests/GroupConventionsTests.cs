using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Tests.Authentication;
using OnlineMl.AspNetCore.Tests.Endpoints;

namespace OnlineMl.AspNetCore.Tests;

/// <summary>What an application says of the group holds for each of its endpoints.</summary>
public class GroupConventionsTests
{
    [Fact]
    public async Task WhatIsSaidOfTheGroup_IsSaidOfEveryEndpoint()
    {
        await using var server = await TestServer.StartAsync(
            build: builder => builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireClaim("staff")),
            map: app =>
            {
                app.MapOnlineMl().RequireAuthorization("staff").RequireRateLimiting("few").RequireCors("pages").RequireHost("localhost", "127.0.0.1")
                    .WithTags("models").WithGroupName("v2").WithMetadata(new Mark());
                app.MapGet("/own", () => "mine");
            });
        var endpoints = EndpointsOf(server);
        Assert.True(endpoints.Count > 40, $"There are {endpoints.Count} endpoints.");
        Assert.All(endpoints, endpoint =>
        {
            Assert.Contains(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), data => data.Policy == "staff");
            Assert.Equal("few", endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName);
            Assert.NotNull(endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Cors.Infrastructure.IEnableCorsAttribute>());
            Assert.Equal(["localhost", "127.0.0.1"], endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts);
            Assert.Equal(["models"], endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags);
            Assert.Equal("v2", endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName);
            Assert.NotNull(endpoint.Metadata.GetMetadata<Mark>());
        });
    }

    [Fact]
    public async Task RequireAuthorization_ClosesEveryEndpoint()
    {
        await using var server = await TestServer.StartAsync(
            build: builder =>
            {
                builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, ByHeader>("header", null);
                builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireClaim("staff"));
            },
            map: app => app.MapOnlineMl().RequireAuthorization("staff"));
        foreach (var (method, path) in CallsOf(server))
        {
            Assert.True(await StatusAsync(server, method, path, null) == HttpStatusCode.Unauthorized, $"{method} {path} without a name");
            Assert.True(await StatusAsync(server, method, path, "guest") == HttpStatusCode.Forbidden, $"{method} {path} by a guest");

            // The token's view refuses by itself who has no secret.
            Assert.False(
                !path.EndsWith("/auth/token", StringComparison.Ordinal) && await StatusAsync(server, method, path, "staff") is (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
                $"{method} {path} by staff");
        }
    }

    [Fact]
    public async Task RequireRateLimiting_CountsTheCallsOfEveryEndpoint()
    {
        await using var server = await TestServer.StartAsync(
            build: builder => builder.Services.AddRateLimiter(limits =>
            {
                limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                limits.AddPolicy("one", _ => RateLimitPartition.GetFixedWindowLimiter(
                    "all", _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromDays(1) }));
            }),
            map: app =>
            {
                app.UseRateLimiter();
                app.MapOnlineMl().RequireRateLimiting("one");
            });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/api/models", null));
        foreach (var (method, path) in CallsOf(server))
        {
            Assert.True(await StatusAsync(server, method, path, null) == HttpStatusCode.TooManyRequests, $"{method} {path}");
        }
    }

    [Fact]
    public async Task ConventionsOfOneGroup_AreNotThoseOfAnother()
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapOnlineMl("/api");
            app.MapGroup("/staff").MapOnlineMl("/ml").WithMetadata(new Mark());
        });
        var marked = EndpointsOf(server).ToLookup(endpoint => endpoint.Metadata.GetMetadata<Mark>() is not null, endpoint => endpoint.RoutePattern.RawText!);
        Assert.All(marked[true], route => Assert.StartsWith("/staff/ml", route, StringComparison.Ordinal));
        Assert.All(marked[false], route => Assert.StartsWith("/api", route, StringComparison.Ordinal));
        Assert.Equal(marked[true].Count(), marked[false].Count());
    }

    [Fact]
    public async Task WhatIsSaidOfAView_IsSaidOfItsEndpointsOnly()
    {
        await using var server = await TestServer.StartAsync(
            build: builder =>
            {
                builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, ByHeader>("header", null);
                builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("staff", policy => policy.RequireClaim("staff"))
                    .AddPolicy("admins", policy => policy.RequireClaim("admin"));
            },
            map: app => app.MapOnlineMl(o =>
            {
                o.Predict.AllowAnonymous();
                o.Health.AllowAnonymous();
                o.Manage.RequireAuthorization("admins");
                o["metrics"].WithMetadata(new Mark());
            }).RequireAuthorization("staff"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, "POST", "/api/predict", null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/api/health/live", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "POST", "/api/learn", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "GET", "/api/models", null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/api/models", "staff"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "DELETE", "/api/model/m", "staff"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "DELETE", "/api/model/m", "staff,admin"));
        Assert.All(EndpointsOf(server), endpoint => Assert.Equal(
            endpoint.Metadata.GetMetadata<IOnlineMlEndpointMetadata>()?.View == "metrics", endpoint.Metadata.GetMetadata<Mark>() is not null));
    }

    [Fact]
    public async Task WithUsers_AViewMayBeOpen()
    {
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = ["anna:secret"],
            map: app => app.MapOnlineMl(o => o.Predict.AllowAnonymous()));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, "POST", "/api/predict", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "POST", "/api/learn", null));
    }

    [Fact]
    public async Task AViewThatIsNotThere_IsRefusedByItsName()
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapOnlineMl();
            var fault = Assert.Throws<ArgumentException>(() => app.MapOnlineMl("/other", o => o["predictions"].AllowAnonymous()));
            Assert.Contains("There is no view 'predictions'; there are service_info, ", fault.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Health_MayBeApart()
    {
        await using var server = await TestServer.StartAsync(
            build: builder => builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireAssertion(_ => false)),
            map: app =>
            {
                app.MapOnlineMlHealth("/healthz");
                app.MapOnlineMl(o => o.IncludesHealth = false);
                app.MapOnlineMlHealth("/other").WithMetadata(new Mark());
            });
        Assert.Equal("""{"status":"live"}""", (await server.JsonAsync("GET", "/healthz/live")).GetRawText());
        Assert.Equal("""{"status":"ready","problems":[]}""", (await server.JsonAsync("GET", "/healthz/ready")).GetRawText());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(server, "POST", "/healthz/live", null));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "GET", "/api/health/live", null));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, "GET", "/healthz/other", null));
        Assert.Equal(
            ["/other/live", "/other/ready"],
            EndpointsOf(server).Where(endpoint => endpoint.Metadata.GetMetadata<Mark>() is not null).Select(endpoint => endpoint.RoutePattern.RawText!).Distinct());
    }

    [Fact]
    public async Task EveryEndpoint_IsInTheTableOfTestsThatWalkAllOfThem()
    {
        await using var server = await TestServer.StartAsync();
        var walked = ViewTests.Endpoints.Select(row => $"{row[1]} {row[2]}");
        var mapped = EndpointsOf(server)
            .Where(endpoint => endpoint.Metadata.GetMetadata<MappedEndpoint>() is { View: not Views.Health, Method: not "HEAD" })
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<MappedEndpoint>()!.Method} {PathOf(endpoint).TrimEnd('/')}");
        Assert.Equal(mapped.Order(StringComparer.Ordinal), walked.Order(StringComparer.Ordinal));
    }

    private static List<RouteEndpoint> EndpointsOf(TestServer server) => [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText != "/own")];

    private static IEnumerable<(string Method, string Path)> CallsOf(TestServer server) =>
        EndpointsOf(server).Select(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "PATCH", PathOf(endpoint)));

    // The tables of endpoints call the model "m".
    private static string PathOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!
        .Replace("{flavor}", "regression", StringComparison.Ordinal)
        .Replace("{**rest}", "nowhere", StringComparison.Ordinal)
        .Replace("{name}", "m", StringComparison.Ordinal)
        .Replace("{part}", "p", StringComparison.Ordinal);

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string method, string path, string? role)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (role is not null)
        {
            request.Headers.Add("X-Role", role);
        }

        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    private sealed class Mark;

    private sealed class ByHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers["X-Role"].ToString() is { Length: > 0 } role
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(role.Split(',').Select(each => new Claim(each, "1")), Scheme.Name)), Scheme.Name))
                : AuthenticateResult.NoResult());
    }
}
