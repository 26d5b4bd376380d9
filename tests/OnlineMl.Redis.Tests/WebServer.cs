using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Redis.Tests;

/// <summary>An application that keeps its models on Redis, on a free loopback port.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private WebServer(WebApplication app)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public IServiceProvider Services => _app.Services;

    public ModelHost Host => _app.Services.GetRequiredService<ModelHost>();

    public InProcessClient Client => _app.Services.GetRequiredService<InProcessClient>();

    public static async Task<WebServer> StartAsync(string? connection, string prefix, Action<IOnlineMlBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var onlineMl = builder.Services.AddOnlineMl()
            .UseRedis(connection, options => (options.Prefix, options.MaxWait) = (prefix, TimeSpan.FromMilliseconds(500)))
            .Configure<OnlineMlStorageOptions>(options => (options.Durability, options.RetainAllEvents) = (Durability.OperatingSystem, true));
        configure?.Invoke(onlineMl);
        var app = builder.Build();
        app.MapOnlineMl();
        try
        {
            await app.StartAsync();
            return new WebServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string? key = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    public Task<(HttpStatusCode Status, string Body)> GetAsync(string path) => GetWithTokenAsync(path, null);

    public async Task<(HttpStatusCode Status, string Body)> GetWithTokenAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, string Body, string? Position)> GetWithPositionAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), PositionOf(response));
    }

    /// <summary>Of which event an answer says that it is.</summary>
    public static string? PositionOf(HttpResponseMessage response) => response.Headers.TryGetValues(WireHeaders.Position, out var values) ? values.Single() : null;

    public async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while ((await GetAsync("api/health/ready")).Status != HttpStatusCode.OK)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public static string Learn(double x) => string.Create(CultureInfo.InvariantCulture, $$"""{"model": "m", "features": {"x": {{x}} }, "ground_truth": {{2 * x}}}""");

    public static string Predict(double x) => string.Create(CultureInfo.InvariantCulture, $$"""{"model": "m", "features": {"x": {{x}} } }""");

    public static JsonElement Features(double x) => JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"x": {{x}}}"""));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
