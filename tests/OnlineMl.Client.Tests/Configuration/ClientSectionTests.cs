using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;
using OnlineMl.Tests;

namespace OnlineMl.Client.Tests.Configuration;

public class ClientSectionTests
{
    [Fact]
    public async Task ClientWithoutAnAddress_StopsTheApplicationAtItsStart()
    {
        using var host = Build(services => services.AddOnlineMlClient(options => options.Retries = 1));

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            "BaseAddress is missing: the address of the OnlineMl server. Code sets it by AddOnlineMlClient(new Uri(\"http://models.internal/api/\")), " +
            "the configuration as OnlineMl:Client:BaseAddress.",
            fault.Message);
    }

    [Fact]
    public async Task NamedClientWithoutAnAddress_IsNamed()
    {
        using var host = Build(services => services.AddOnlineMlClient("eu"));

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            "BaseAddress is missing: the address of the OnlineMl server. Code sets it by AddOnlineMlClient(\"eu\", options => options.BaseAddress = …), " +
            "the configuration as OnlineMl:Clients:eu:BaseAddress.",
            fault.Message);
    }

    [Fact]
    public async Task EveryOption_IsReadFromTheConfiguration()
    {
        using var host = Build(
            services => services.AddOnlineMlClient(),
            ("OnlineMl:Client:BaseAddress", "https://models.test/ml"),
            ("OnlineMl:Client:Timeout", "5m"),
            ("OnlineMl:Client:StreamSilence", "2m"),
            ("OnlineMl:Client:Retries", "7"),
            ("OnlineMl:Client:RetryDelay", "500ms"),
            ("OnlineMl:Client:MaxRetryDelay", "00:00:10"),
            ("OnlineMl:Client:RepeatFor", "2h"),
            ("OnlineMl:Client:UseMessagePack", "true"),
            ("OnlineMl:Client:UserAgent", "shop/1.2"),
            ("OnlineMl:Client:User", "ada"),
            ("OnlineMl:Client:Token", "s3cret"),
            ("OnlineMl:Client:FeatureNaming", "snake_case"));

        await host.StartAsync();

        var options = host.Services.GetRequiredService<IOptions<OnlineMlClientOptions>>().Value;
        Assert.Equal(new Uri("https://models.test/ml/"), options.BaseAddress);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Timeout);
        Assert.Equal(TimeSpan.FromMinutes(2), options.StreamSilence);
        Assert.Equal(7, options.Retries);
        Assert.Equal(TimeSpan.FromSeconds(0.5), options.RetryDelay);
        Assert.Equal(TimeSpan.FromSeconds(10), options.MaxRetryDelay);
        Assert.Equal(TimeSpan.FromHours(2), options.RepeatFor);
        Assert.True(options.UseMessagePack);
        Assert.Equal("shop/1.2", options.UserAgent);
        Assert.Equal("ada", options.User);
        Assert.Equal("s3cret", options.Token);
        Assert.Same(JsonNamingPolicy.SnakeCaseLower, options.FeatureNaming);
        Assert.Same(JsonNamingPolicy.SnakeCaseLower, host.Services.GetRequiredService<IOnlineMlClient>().FeatureNaming);
    }

    [Fact]
    public async Task Configuration_OverridesTheCode_ForEachClientByItself()
    {
        var called = new List<string>();
        using var host = Build(
            services =>
            {
                Connect(services.AddOnlineMlClient(new Uri("http://code.test/api/")));
                Connect(services.AddOnlineMlClient("eu", options => options.BaseAddress = new Uri("http://code.test/eu/")));
                Connect(services.AddOnlineMlClient("us"));
            },
            ("OnlineMl:Client", "http://own.test/api"),
            ("OnlineMl:Clients:us:BaseAddress", "http://us.test/api"));
        await host.StartAsync();

        await host.Services.GetRequiredService<IOnlineMlClient>().GetModelsAsync();
        await host.Services.GetRequiredKeyedService<IOnlineMlClient>("eu").GetModelsAsync();
        await host.Services.GetRequiredKeyedService<IOnlineMlClient>("us").GetModelsAsync();

        Assert.Equal(["http://own.test/api/models/", "http://code.test/eu/models/", "http://us.test/api/models/"], called);

        void Connect(IHttpClientBuilder client) => client.ConfigurePrimaryHttpMessageHandler(() => new ScriptedServer((_, request) =>
        {
            called.Add(request.RequestUri!.AbsoluteUri);
            return ScriptedServer.Json("""{"models": []}""");
        }));
    }

    [Fact]
    public async Task EverythingWrong_IsToldAtOnce()
    {
        using var host = Build(
            services => services.AddOnlineMlClient(options =>
            {
                options.UserAgent = "shop (";
                options.User = "ada";
            }),
            ("OnlineMl:Client:BaseAdress", "http://models.test/"),
            ("OnlineMl:Client:BaseAddress", "localhost:5000/api"),
            ("OnlineMl:Client:Timeout", "5"),
            ("OnlineMl:Client:StreamSilence", "2d"),
            ("OnlineMl:Client:Retries", "1000"),
            ("OnlineMl:Client:FeatureNaming", "Camel"));

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            [
                "OnlineMl:Client:BaseAddress is 'localhost:5000/api', which is no absolute http or https address.",
                "OnlineMl:Client:BaseAdress is no option of a client; there are BaseAddress, FeatureNaming, MaxRetryDelay, RepeatFor, Retries, RetryDelay, StreamSilence, Timeout, Token, UseMessagePack, User, UserAgent.",
                "OnlineMl:Client:FeatureNaming is 'Camel', which is no camelCase or snake_case or kebab-case or SNAKE_CASE or KEBAB-CASE.",
                "OnlineMl:Client:Retries is '1000'. The range of Retries is [0, 100].",
                "OnlineMl:Client:StreamSilence is '2d'. The range of StreamSilence is (00:00:00, 1.00:00:00].",
                "OnlineMl:Client:Timeout is '5', which is no time such as 30d, 12h, 5m, 15s or 00:00:15.",
                "User and Token belong together; one of them is missing.",
                "UserAgent is 'shop (', which is no name of a product such as shop/1.2.",
            ],
            fault.Failures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ClientOfAnotherServer_IsNoUnknownOptionBesideModelsOfOnesOwn()
    {
        using var host = Build(
            services =>
            {
                services.AddOnlineMl().UseMemory();
                services.AddOnlineMlClient("eu");
            },
            ("OnlineMl:Clients:eu", "http://eu.test/api/"));

        await host.StartAsync();
    }

    [Fact]
    public void AddressAsAName_IsRefused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddOnlineMlClient("http://models.test/api/"));

        Assert.StartsWith("'http://models.test/api/' cannot be the name of a client; an address is given as AddOnlineMlClient(new Uri(", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryOption_CanBeConfigured_AndHasARowInTheDocuments()
    {
        using var host = Build(services => services.AddOnlineMlClient(), ("OnlineMl:Client:Address", "http://models.test/"));
        var known = (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Message.Split("there are ")[1].TrimEnd('.').Split(", ");
        var rows = File.ReadLines(Repository.PathOf("docs", "options.md")).Where(line => line.StartsWith("| `Client:", StringComparison.Ordinal)).Select(line => line.Split('`')[1]["Client:".Length..]);
        var options = typeof(OnlineMlClientOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(options, known);
        Assert.Equal(options, rows.Order(StringComparer.Ordinal));
    }

    private static IHost Build(Action<IServiceCollection> add, params (string Key, string Value)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration.Select(entry => new KeyValuePair<string, string?>(entry.Key, entry.Value)));
        add(builder.Services);
        return builder.Build();
    }
}
