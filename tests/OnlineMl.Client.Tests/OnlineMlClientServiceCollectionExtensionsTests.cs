using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

public class OnlineMlClientServiceCollectionExtensionsTests
{
    [Fact]
    public async Task Client_CallsTheAddress_UnderItsName_ThroughTheCallersHandlers()
    {
        var server = new ScriptedServer((_, _) => ScriptedServer.Json("""{"models": ["m"]}"""));
        var services = new ServiceCollection();
        services.AddOnlineMlClient(options =>
            {
                options.BaseAddress = new Uri("http://server.test/ml");
                options.UserAgent = "shop/1.2";
            })
            .AddHttpMessageHandler(() => new StampingHandler())
            .ConfigurePrimaryHttpMessageHandler(() => server);
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(["m"], await provider.GetRequiredService<IOnlineMlClient>().GetModelsAsync());

        Assert.Equal("GET /ml/models/", server.Calls[0].Line);
        Assert.Equal("shop/1.2", server.Calls[0].Headers["User-Agent"]);
        Assert.Equal("1", server.Calls[0].Headers["X-Stamp"]);
    }

    [Fact]
    public async Task Client_FindsTheServerAtAUri()
    {
        var server = new ScriptedServer((_, _) => ScriptedServer.Json("""{"models": []}"""));
        var services = new ServiceCollection();
        services.AddOnlineMlClient(ScriptedServer.Address).ConfigurePrimaryHttpMessageHandler(() => server);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IOnlineMlClient>().GetModelsAsync();

        Assert.Equal("GET /api/models/", server.Calls[0].Line);
    }

    [Fact]
    public void ASecondClientWithoutAName_OrOfTheSameName_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddOnlineMlClient(ScriptedServer.Address);
        services.AddOnlineMlClient("eu", options => options.BaseAddress = ScriptedServer.Address);

        var second = Assert.Throws<InvalidOperationException>(() => services.AddOnlineMlClient(new Uri("http://other.test/api/")));
        var named = Assert.Throws<InvalidOperationException>(() => services.AddOnlineMlClient("eu", options => options.BaseAddress = new Uri("http://other.test/")));

        Assert.StartsWith("AddOnlineMlClient was called before; a second server needs a name", second.Message, StringComparison.Ordinal);
        Assert.StartsWith("AddOnlineMlClient(\"eu\", …) was called before", named.Message, StringComparison.Ordinal);
        services.AddOnlineMlClient("us", options => options.BaseAddress = ScriptedServer.Address);
    }

    [Fact]
    public async Task NamedClients_CallServersOfTheirOwn()
    {
        var europe = new ScriptedServer((_, _) => ScriptedServer.Json("""{"models": ["eu"]}"""));
        var america = new ScriptedServer((_, _) => ScriptedServer.Json("""{"models": ["us"]}"""));
        var services = new ServiceCollection();
        services.AddOnlineMlClient("eu", options => options.BaseAddress = new Uri("http://eu.test/api")).ConfigurePrimaryHttpMessageHandler(() => europe);
        services.AddOnlineMlClient("us", options => options.BaseAddress = new Uri("http://us.test/ml")).ConfigurePrimaryHttpMessageHandler(() => america);
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(["eu"], await provider.GetRequiredKeyedService<IOnlineMlClient>("eu").GetModelsAsync());
        Assert.Equal(["us"], await provider.GetRequiredKeyedService<IOnlineMlClient>("us").GetModelsAsync());

        Assert.Equal("GET /api/models/", europe.Calls[0].Line);
        Assert.Equal("GET /ml/models/", america.Calls[0].Line);
        Assert.Null(provider.GetService<IOnlineMlClient>());
    }

    [Fact]
    public async Task MissingAddress_AndHalfASecret_AreNamed()
    {
        var services = new ServiceCollection();
        services.AddOnlineMlClient(options => options.User = "ada");
        await using var provider = services.BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOnlineMlClient>());

        Assert.Contains("BaseAddress is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("User and Token belong together", fault.Message, StringComparison.Ordinal);
    }

    private sealed class StampingHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Stamp", "1");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
