using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>Looks at the start for access that is open, or closed, by mistake.</summary>
/// <remarks>What is found is a warning; with <see cref="OnlineMlAccessOptions.Strict"/> the application does not start.</remarks>
internal sealed partial class AccessReview(IServiceProvider services, MappedGroups groups, IOptions<OnlineMlOptions> options, UserDirectory users, IEnumerable<IConcern> concerns, ILogger<AccessReview> logger)
    : IHostedLifecycleService
{
    private const string Section = "OnlineMl";

    private readonly HashSet<string> _optionNames = concerns.SelectMany(concern => concern.Names).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        Review(found, services.GetService<IConfiguration>());
        Decide(found);
        foreach (var user in users.All.Where(user => !HashedSecret.IsHash(user.Secret)))
        {
            LogPlain(LogText.Of(user.Name));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Only now it is sure where the server listens.
        var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses;
        if (addresses?.FirstOrDefault(ListeningAddress.IsBeyondThisMachine) is { } address && IsAnyEndpointOpen(services.GetService<EndpointDataSource>()?.Endpoints ?? []))
        {
            Decide([OpenBeyond(address)]);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string OpenBeyond(string address) =>
        $"Everybody who reaches {address} may use every model: there are no users, and no policy of the application is on the endpoints.";

    private void Review(List<string> found, IConfiguration? configuration)
    {
        var value = options.Value;
        if (configuration is not null)
        {
            if (configuration.GetSection(Section).GetSection(nameof(value.Access.Users)).Exists() && value.Access.Users.Count == 0)
            {
                found.Add("Users is set but has no user.");
            }

            found.AddRange(configuration.GetChildren()
                .Where(entry => entry.Key.StartsWith(Section + "_", StringComparison.OrdinalIgnoreCase) && _optionNames.Contains(entry.Key[(Section.Length + 1)..]))
                .Select(entry => $"The setting {entry.Key} has no effect; two underscores are needed: {entry.Key.Insert(Section.Length, "_")}."));
        }

        if (users.IsOpen && (value.Access.SigningKey is not null || value.Access.EarlierSigningKeys.Count > 0))
        {
            found.Add("There is a signing key, but there are no users; every view is open.");
        }
        else if (!users.IsOpen && !users.IsUnknown && !users.All.Any())
        {
            found.Add("There is a list of users in the storage folder or on Redis, but nobody is on it; no view that needs a token can be used.");
        }

        if (value.Access.Strict && IsAnyEndpointOpen(groups.Endpoints) && configuration is not null && AddressesOf(configuration).FirstOrDefault(ListeningAddress.IsBeyondThisMachine) is { } address)
        {
            found.Add(OpenBeyond(address));
        }
    }

    private static IEnumerable<string> AddressesOf(IConfiguration configuration)
    {
        var urls = configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var ports = $"{configuration["http_ports"]};{configuration["https_ports"]}".Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => "http://*:" + port);
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        return urls.Concat(ports).Concat(endpoints);
    }

    private bool IsAnyEndpointOpen(IEnumerable<Endpoint> endpoints) => users.IsOpen
        && services.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is null
        && endpoints.Any(endpoint =>
            endpoint.Metadata.GetMetadata<MappedEndpoint>() is { Scope: not OnlineMlScopes.None, IsShown: true } && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null);

    private void Decide(List<string> found)
    {
        if (found.Count > 0 && options.Value.Access.Strict)
        {
            throw new InvalidOperationException(string.Join(' ', found));
        }

        foreach (var each in found)
        {
            LogFound(each);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Finding}")]
    private partial void LogFound(string finding);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The secret of '{User}' is kept as plain text; 'onlineml user hash' makes a hash to put in its place.")]
    private partial void LogPlain(string user);
}
