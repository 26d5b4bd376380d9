using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Diagnostics;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OnlineMl to an ASP.NET Core application.</summary>
public static class OnlineMlServiceCollectionExtensions
{
    /// <summary>Adds the models, their storage and the in-process client.</summary>
    /// <param name="services">The services of the application.</param>
    /// <returns>Sets up where models are kept, which there are, and who may use them.</returns>
    /// <remarks>Follow it with <c>app.MapOnlineMl()</c> to serve the models over HTTP. The configuration section <c>OnlineMl</c> and environment variables
    /// such as <c>OnlineMl__StoragePath</c> override what code sets. Faulty options stop the application at its start with an
    /// <see cref="OptionsValidationException"/> that lists all of them.</remarks>
    public static IOnlineMlBuilder AddOnlineMl(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = services.AddOnlineMlServing();
        services.AddAllOptions<OnlineMlOptions>()
            .AddConcern<OnlineMlAccessOptions>()
            .AddConcern<OnlineMlRateLimitOptions>()
            .AddConcern<OnlineMlEndpointOptions>();
        AddAccess(services);
        return builder;
    }

    /// <summary>Adds users, who get access tokens for their secrets.</summary>
    public static IOnlineMlBuilder AddUsers(this IOnlineMlBuilder builder, params OnlineMlUser[] users)
    {
        ArgumentNullException.ThrowIfNull(users);
        return builder.Configure<OnlineMlAccessOptions>(options => options.Users = [.. options.Users, .. users]);
    }

    private static void AddAccess(IServiceCollection services)
    {
        // AddAuthentication() would bring data protection, which keeps keys in the user's folder, for cookies that are not used here.
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.AddAuthorization();
        services.TryAddTransient<JwtBearerHandler>();
        services.TryAddSingleton<SigningKeys>();
        services.TryAddSingleton<UserDirectory>();
        services.TryAddSingleton<AccessTokens>();
        services.TryAddSingleton<AccessInstruments>();
        services.TryAddSingleton<RequestInstruments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, RequestMeasurement>());
        services.TryAddSingleton<SignIn>();
        services.TryAddSingleton<MappedGroups>();
        services.TryAddSingleton<OpenStreams>();
        services.TryAddSingleton(provider => new UploadReceiver(provider.GetRequiredService<IOptions<OnlineMlOptions>>().Value));
        services.TryAddSingleton<CallLimits>();
        services.TryAddSingleton<BrowserGuard>();
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton(provider => new OnlineMlTokens(
            provider.GetRequiredService<UserDirectory>(),
            provider.GetRequiredService<AccessTokens>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<AccessSetup>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthenticationOptions>, AccessSetup>(AccessSetup));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthorizationOptions>, AccessSetup>(AccessSetup));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<JwtBearerOptions>, AccessSetup>(AccessSetup));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, TrustedProxies>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AccessReview>());
    }

    private static AccessSetup AccessSetup(IServiceProvider provider) => provider.GetRequiredService<AccessSetup>();
}
