using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OnlineMl.Client;
using OnlineMl.Client.Connections;
using OnlineMl.Contracts;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a client of an OnlineMl server to an application.</summary>
public static class OnlineMlClientServiceCollectionExtensions
{
    private const string Name = "OnlineMl";

    // Connections are renewed, and with them what names resolve to, so that a client may live as long as the application.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Makes <see cref="IOnlineMlClient"/> the client of the server at an address.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="baseAddress">The server's address with its prefix, such as <c>http://localhost:5000/api/</c>.</param>
    /// <returns>The builder of the HTTP client, for handlers of your own.</returns>
    public static IHttpClientBuilder AddOnlineMlClient(this IServiceCollection services, Uri baseAddress)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        return services.AddOnlineMlClient(options => options.BaseAddress = baseAddress);
    }

    /// <summary>Makes <see cref="IOnlineMlClient"/> the client of the server that the options tell.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets at least <see cref="OnlineMlClientOptions.BaseAddress"/>.</param>
    /// <returns>The builder of the HTTP client, for handlers of your own. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddOnlineMlClient(this IServiceCollection services, Action<OnlineMlClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<OnlineMlClientOptions>()
            .Configure(configure)
            .Validate(options => options.BaseAddress is not null, "BaseAddress is missing: the address of the OnlineMl server.")
            .Validate(options => (options.User is null) == (options.Token is null), "User and Token belong together; one of them is missing.");
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddHttpClient(Name, (provider, http) =>
            {
                var options = OptionsOf(provider);
                http.BaseAddress = options.BaseAddress;
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
            })
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = ConnectionLifetime)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigureAdditionalHttpMessageHandlers((handlers, provider) =>
            {
                if (OptionsOf(provider) is { User: { } user, Token: { } token })
                {
                    handlers.Add(new TokenHandler(user, token));
                }
            })
            .AddTypedClient<IOnlineMlClient>((http, provider) =>
                new OnlineMlHttpClient(http, OptionsOf(provider), provider.GetRequiredService<TimeProvider>()));
    }

    private static OnlineMlClientOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<OnlineMlClientOptions>>().Value;
}
