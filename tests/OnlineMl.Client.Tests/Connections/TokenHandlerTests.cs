using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests.Connections;

/// <summary>The River API's tokens against a server that asks for them as the River API does.</summary>
public sealed class TokenHandlerTests : IAsyncLifetime
{
    private readonly List<string> _secretsSeen = [];
    private WebApplication? _app;
    private string _valid = "";
    private int _issued;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/api/auth/token", (HttpContext context) =>
        {
            var secret = context.Request.Headers.Authorization.ToString();
            lock (_secretsSeen)
            {
                _secretsSeen.Add(secret);
            }

            if (secret != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:s3cret")))
            {
                return Results.Text("", statusCode: StatusCodes.Status403Forbidden);
            }

            _valid = $"token{Interlocked.Increment(ref _issued)}";
            return Results.Json(new { token = _valid, expires_in = 600, issued_at = "2026-01-01T00:00:00Z" });
        });
        _app.MapGet("/api/models", (HttpContext context) =>
        {
            if (_valid.Length > 0 && context.Request.Headers.Authorization == $"Bearer {_valid}")
            {
                return Results.Json(new { models = new[] { "m" } });
            }

            // The realm names another host: a server behind a proxy that knows itself by another name, or one that wants the secret elsewhere.
            context.Response.Headers.WWWAuthenticate = "realm=\"http://elsewhere.test/api/auth/token\",service=\"http://elsewhere.test\"";
            return Results.Text("", statusCode: StatusCodes.Status401Unauthorized);
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app!.DisposeAsync();

    [Fact]
    public async Task Secret_IsExchangedOnce_AndAgainWhenTheTokenHasExpired()
    {
        await using var services = Services("ada", "s3cret");
        var client = services.GetRequiredService<IOnlineMlClient>();

        await client.GetModelsAsync();
        await client.GetModelsAsync();
        Assert.Single(_secretsSeen);

        _valid = "expired";
        Assert.Equal(["m"], await client.GetModelsAsync());
        Assert.Equal(2, _secretsSeen.Count);
    }

    [Fact]
    public async Task ManyCallsAtOnce_ShareOneToken()
    {
        await using var services = Services("ada", "s3cret");
        var client = services.GetRequiredService<IOnlineMlClient>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetModelsAsync()));

        Assert.Single(_secretsSeen);
    }

    [Fact]
    public async Task WrongSecret_IsForbidden()
    {
        await using var services = Services("ada", "wrong");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => services.GetRequiredService<IOnlineMlClient>().GetModelsAsync());

        Assert.Equal(RefusalKind.Forbidden, refusal.Kind);
        Assert.Equal("The server refused the user 'ada' or the user's token.", refusal.Message);
    }

    [Fact]
    public async Task WithoutUser_TheCallIsForbidden()
    {
        await using var services = Services(null, null);

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => services.GetRequiredService<IOnlineMlClient>().GetModelsAsync());

        Assert.Equal(RefusalKind.Forbidden, refusal.Kind);
        Assert.Empty(_secretsSeen);
    }

    private ServiceProvider Services(string? user, string? token)
    {
        var services = new ServiceCollection();
        services.AddOnlineMlClient(options =>
        {
            options.BaseAddress = new Uri(_app!.Urls.First() + "/api");
            options.User = user;
            options.Token = token;
        });
        return services.BuildServiceProvider();
    }
}
