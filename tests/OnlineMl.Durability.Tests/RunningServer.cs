using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Catalog;
using OnlineMl.Client;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.Durability.Tests;

/// <summary>A server on a free loopback port, called in its process or over HTTP.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private RunningServer(WebApplication app)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        OverHttp = new OnlineMlHttpClient(new HttpClient { BaseAddress = new Uri(_http.BaseAddress!, "api/") });
    }

    public IOnlineMlClient OverHttp { get; }

    public IOnlineMlClient InProcess => _app.Services.GetRequiredService<IOnlineMlClient>();

    public static async Task<RunningServer> StartAsync(Action<IOnlineMlBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(ComponentCatalog.BuiltIn.With<TwinsRegressor>());
        var onlineMl = builder.Services.AddOnlineMl();
        configure?.Invoke(onlineMl);
        var app = builder.Build();
        app.MapOnlineMl();
        await app.StartAsync();
        return new RunningServer(app);
    }

    public IOnlineMlClient Client(bool overHttp) => overHttp ? OverHttp : InProcess;

    /// <summary>Posts a body.</summary>
    /// <returns>The status and the body of the answer.</returns>
    public async Task<(int Status, string Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static JsonElement Example(double x) => JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"x": {{x}}}"""));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
