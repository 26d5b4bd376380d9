using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Tests;

/// <summary>An application with the OnlineMl endpoints on a free loopback port.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts an application.</summary>
    /// <param name="configure">Sets options.</param>
    /// <param name="build">Changes the application before it is built.</param>
    /// <param name="map">Adds to the application after it is built.</param>
    public static async Task<TestServer> StartAsync(
        Action<OnlineMlOptions>? configure = null, Action<WebApplicationBuilder>? build = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOnlineMl();
        Set<OnlineMlStorageOptions>(builder.Services, configure);
        Set<OnlineMlMemoryOptions>(builder.Services, configure);
        Set<OnlineMlLimitOptions>(builder.Services, configure);
        Set<OnlineMlCallOptions>(builder.Services, configure);
        Set<OnlineMlStreamOptions>(builder.Services, configure);
        Set<OnlineMlAccessOptions>(builder.Services, configure);
        Set<OnlineMlRateLimitOptions>(builder.Services, configure);
        Set<OnlineMlEndpointOptions>(builder.Services, configure);
        build?.Invoke(builder);
        var app = builder.Build();
        if (map is null)
        {
            app.MapOnlineMl();
        }
        else
        {
            map(app);
        }

        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestServer(app);
    }

    // What a test sets may be of several concerns.
    private static void Set<TOptions>(IServiceCollection services, Action<OnlineMlOptions>? configure)
        where TOptions : class => services.Configure<TOptions>(options =>
        {
            var all = new OnlineMlOptions();
            all.Take(options);
            configure?.Invoke(all);
        });

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        }

        using var response = await Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a request that must be answered with a status of success.</summary>
    public async Task<JsonElement> JsonAsync(string method, string path, string? body = null)
    {
        var (status, text) = await SendAsync(method, path, body);
        Assert.True((int)status is 200 or 201, $"{method} {path} got {(int)status}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Ends the application while the client stays.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
