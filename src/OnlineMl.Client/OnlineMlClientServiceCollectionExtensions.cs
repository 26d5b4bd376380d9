using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OnlineMl.Client;
using OnlineMl.Client.Configuration;
using OnlineMl.Client.Connections;
using OnlineMl.Contracts;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a client of an OnlineMl server to an application.</summary>
/// <remarks>The configuration section <c>OnlineMl:Client</c>, or <c>OnlineMl:Clients:eu</c> for a client named <c>eu</c>, and environment variables such as
/// <c>OnlineMl__Client__BaseAddress</c> override what code sets. A client without an address or with other faulty options stops the application at its
/// start with an <see cref="OptionsValidationException"/>.</remarks>
public static class OnlineMlClientServiceCollectionExtensions
{
    private const string Name = "OnlineMl";
    private const string DefaultOptions = "";

    // Connections are renewed, and with them what names resolve to, so that a client may live as long as the application.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Makes <see cref="IOnlineMlClient"/> the client of the server that the configuration section <c>OnlineMl:Client</c> tells; the section may be the
    /// address alone.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The builder of the HTTP client, for handlers of your own.</returns>
    /// <exception cref="InvalidOperationException">There is a client without a name already.</exception>
    public static IHttpClientBuilder AddOnlineMlClient(this IServiceCollection services) => services.AddOnlineMlClient(static _ => { });

    /// <summary>Makes <see cref="IOnlineMlClient"/> the client of the server at an address.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="baseAddress">The server's address with its prefix, such as <c>http://localhost:5000/api/</c>.</param>
    /// <returns>The builder of the HTTP client, for handlers of your own.</returns>
    /// <exception cref="InvalidOperationException">There is a client without a name already.</exception>
    public static IHttpClientBuilder AddOnlineMlClient(this IServiceCollection services, Uri baseAddress)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        return services.AddOnlineMlClient(options => options.BaseAddress = baseAddress);
    }

    /// <summary>Makes <see cref="IOnlineMlClient"/> the client of the server that the options tell.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets <see cref="OnlineMlClientOptions.BaseAddress"/>, unless the configuration does.</param>
    /// <returns>The builder of the HTTP client, for handlers of your own. They see every attempt of a call.</returns>
    /// <exception cref="InvalidOperationException">There is a client without a name already.</exception>
    public static IHttpClientBuilder AddOnlineMlClient(this IServiceCollection services, Action<OnlineMlClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        Note(services, DefaultOptions);
        return Add(services, Name, DefaultOptions, configure)
            .AddTypedClient<IOnlineMlClient>((http, provider) => Make(http, provider, DefaultOptions));
    }

    /// <summary>Adds the client of one of several servers. It is the keyed service <see cref="IOnlineMlClient"/> of its name
    /// (<c>[FromKeyedServices("eu")] IOnlineMlClient client</c>) and calls with the HTTP client <c>OnlineMl.eu</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">What the client is called, without <c>:</c> and <c>/</c>.</param>
    /// <param name="configure">Sets <see cref="OnlineMlClientOptions.BaseAddress"/>, unless the configuration section <c>OnlineMl:Clients:eu</c> does; null leaves all
    /// to it. The named <see cref="OnlineMlClientOptions"/> are these.</param>
    /// <returns>The builder of the HTTP client, for handlers of your own. They see every attempt of a call.</returns>
    /// <exception cref="InvalidOperationException">There is a client of that name already.</exception>
    public static IHttpClientBuilder AddOnlineMlClient(this IServiceCollection services, string name, Action<OnlineMlClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().ContainsAny(':', '/'))
        {
            throw new ArgumentException($"'{name}' cannot be the name of a client; an address is given as AddOnlineMlClient(new Uri(\"{name}\")).", nameof(name));
        }

        Note(services, name);
        services.AddKeyedTransient<IOnlineMlClient>(
            name, (provider, _) => Make(provider.GetRequiredService<IHttpClientFactory>().CreateClient($"{Name}.{name}"), provider, name));
        return Add(services, $"{Name}.{name}", name, configure ?? (static _ => { }));
    }

    // The second one would take the place of the first without a word, and calls would go to the wrong server.
    private static void Note(IServiceCollection services, string name)
    {
        if (services.Any(service => service.ImplementationInstance is AddedClient added && added.Name == name))
        {
            throw new InvalidOperationException(name.Length == 0
                ? "AddOnlineMlClient was called before; a second server needs a name: AddOnlineMlClient(\"eu\", …), and [FromKeyedServices(\"eu\")] where it is used."
                : $"AddOnlineMlClient(\"{name}\", …) was called before; each server needs a name of its own.");
        }

        services.AddSingleton(new AddedClient(name));
    }

    private static IHttpClientBuilder Add(IServiceCollection services, string httpName, string optionsName, Action<OnlineMlClientOptions> configure)
    {
        services.AddOptions<OnlineMlClientOptions>(optionsName)
            .Configure(configure)
            .ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<OnlineMlClientOptions>>(provider => SectionOf(provider, optionsName));
        services.AddSingleton<IValidateOptions<OnlineMlClientOptions>>(provider => SectionOf(provider, optionsName));
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddHttpClient(httpName, (provider, http) =>
            {
                var options = OptionsOf(provider, optionsName);
                http.BaseAddress = options.BaseAddress;
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
            })
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = ConnectionLifetime)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigureAdditionalHttpMessageHandlers((handlers, provider) =>
            {
                if (OptionsOf(provider, optionsName) is { User: { } user, Token: { } token })
                {
                    handlers.Add(new TokenHandler(user, token));
                }
            });
    }

    private static OnlineMlHttpClient Make(HttpClient http, IServiceProvider provider, string optionsName) =>
        new(http, OptionsOf(provider, optionsName), provider.GetRequiredService<TimeProvider>());

    private static ClientSection SectionOf(IServiceProvider provider, string optionsName) => new(optionsName, provider.GetService<IConfiguration>());

    private static OnlineMlClientOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<OnlineMlClientOptions>>().Get(name);

    private sealed record AddedClient(string Name);
}
