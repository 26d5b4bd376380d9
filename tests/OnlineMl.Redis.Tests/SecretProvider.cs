using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace OnlineMl.Redis.Tests;

/// <summary>Gives the password of a Redis to a connection, whose text has none of it, as a provider of tokens does.</summary>
internal sealed class SecretProvider(string password) : DefaultOptionsProvider
{
    public override string Password => password;

    /// <summary>Connects as an application does that has its own connection.</summary>
    public static async Task<IConnectionMultiplexer> ConnectAsync(string address, string password, int database = 0)
    {
        var options = ConfigurationOptions.Parse(address);
        (options.Defaults, options.DefaultDatabase) = (new SecretProvider(password), database);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
