using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Tests;

namespace OnlineMl.Client.Tests;

/// <summary>The contract over HTTP, against a real server.</summary>
public class OnlineMlHttpClientTests : ClientContract, IDisposable
{
    private WebApplication? _app;
    private HttpClient? _http;

    protected override IOnlineMlClient Client => new OnlineMlHttpClient(_http!, Options);

    protected virtual OnlineMlClientOptions Options => new();

    public override async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(RareComponents.Catalog);
        builder.Services.AddOnlineMl();
        _app = builder.Build();
        _app.MapOnlineMl();
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First() + "/api/") };
    }

    public void Dispose()
    {
        _http?.Dispose();
        GC.SuppressFinalize(this);
    }

    public override async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}
