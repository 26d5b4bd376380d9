using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Authentication;

namespace OnlineMl.Cli;

/// <summary>The access control of a server, without the server.</summary>
internal static class Access
{
    private const string Redis = "OnlineMl:Redis";

    /// <param name="storage">The storage folder; null for that of the configuration.</param>
    /// <param name="redis">Where Redis is; null for that of the configuration, which may have none.</param>
    /// <param name="prefix">What the keys on Redis begin with; null for what the configuration says.</param>
    /// <param name="use">What is done with its tokens; it is told whether there is a key that servers have, too.</param>
    public static async Task RunAsync(string? storage, string? redis, string? prefix, Action<OnlineMlTokens, bool> use)
    {
        var builder = WebApplication.CreateBuilder();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        Set("OnlineMl:StoragePath", storage is null ? null : Path.GetFullPath(storage));
        Set($"{Redis}:Connection", redis);
        Set($"{Redis}:Prefix", prefix);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        var onlineMl = builder.Services.AddOnlineMl();
        var isOnRedis = builder.Configuration.GetSection(Redis).Exists();
        if (isOnRedis)
        {
            onlineMl.UseRedis();
        }

        await using var services = builder.Services.BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;
        var users = services.GetRequiredService<UserDirectory>();
        await users.SynchronizeAsync().ConfigureAwait(false);
        use(services.GetRequiredService<OnlineMlTokens>(), options.Access.SigningKey is not null || options.Storage.StoragePath is not null || isOnRedis);
        await users.SynchronizeAsync().ConfigureAwait(false);

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                settings[name] = value;
            }
        }
    }
}
