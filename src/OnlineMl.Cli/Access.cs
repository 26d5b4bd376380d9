using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.AspNetCore;

namespace OnlineMl.Cli;

/// <summary>The access control of a server, without the server.</summary>
internal static class Access
{
    /// <param name="storage">The storage folder; null for that of the configuration.</param>
    /// <param name="use">What is done with its tokens.</param>
    public static void Run(string? storage, Action<OnlineMlTokens> use)
    {
        var builder = WebApplication.CreateBuilder();
        if (storage is not null)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["OnlineMl:StoragePath"] = Path.GetFullPath(storage) });
        }

        builder.Logging.ClearProviders();
        builder.Services.AddOnlineMl();
        using var services = builder.Services.BuildServiceProvider();
        use(services.GetRequiredService<OnlineMlTokens>());
    }
}
