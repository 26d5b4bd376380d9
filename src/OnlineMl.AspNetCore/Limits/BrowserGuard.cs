using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>Keeps web pages of others from using a service that is open to everybody who reaches it, by way of the browser of somebody who does.</summary>
/// <remarks>A page of another site needs no permission to send (cross-site request forgery), so writes with a foreign origin are refused. A page whose own
/// name is made to lead here (DNS rebinding) is of the same origin for the browser, but its name stands in Host: names that are known are taken, which are
/// addresses, names without a dot, this machine's, and those of the options.</remarks>
internal sealed class BrowserGuard
{
    private const int MostKnown = 1000;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _hosts;
    private readonly HashSet<string> _origins;
    private readonly bool _takesEveryHost;
    private readonly bool _isOpen;

    // Nearly all calls come by one name.
    private string? _lastKnown;

    public BrowserGuard(IOptions<OnlineMlOptions> options, IOptions<AuthorizationOptions> policies, IConfiguration? configuration = null)
    {
        // ASP.NET Core itself refuses other hosts than those of this setting; its templates have *, which says nothing.
        var filtered = configuration?["AllowedHosts"];
        _hosts = [.. options.Value.Access.AllowedHosts];
        _origins = options.Value.Access.AllowedOrigins.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _takesEveryHost = _hosts.Contains("*", StringComparer.Ordinal) || (!string.IsNullOrEmpty(filtered) && filtered != "*");
        _isOpen = policies.Value.FallbackPolicy is null;
    }

    /// <summary>Refuses a call that may come from a page of somebody else.</summary>
    /// <exception cref="OnlineMlException">It may.</exception>
    public void Check(HttpContext context)
    {
        var request = context.Request;
        if (!_isOpen)
        {
            return;
        }

        if (!_takesEveryHost && !IsKnown(request.Host) && !IsBehindPolicy(context))
        {
            throw new OnlineMlException(
                RefusalKind.Forbidden, $"The host '{request.Host.Host}' is not known here. AllowedHosts can name it; with users or a policy no host is refused.");
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && IsForeign(context) && !IsBehindPolicy(context))
        {
            throw new OnlineMlException(
                RefusalKind.Forbidden, $"A page of '{request.Headers.Origin}' may not write here. AllowedOrigins can name it; with users or a policy no origin is refused.");
        }
    }

    private static bool IsBehindPolicy(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    private bool IsForeign(HttpContext context)
    {
        var request = context.Request;
        string? origin = request.Headers.Origin;
        if (origin is null)
        {
            return string.Equals(request.Headers["Sec-Fetch-Site"], "cross-site", StringComparison.OrdinalIgnoreCase);
        }

        // Behind a proxy the scheme may be another one than the page's.
        var begin = origin.IndexOf("://", StringComparison.Ordinal);
        return !(begin > 0 && origin.AsSpan(begin + 3).Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase))
            && !_origins.Contains(origin)
            && !_origins.Contains("*")
            && context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is null;
    }

    private bool IsKnown(HostString host)
    {
        if (!host.HasValue || host.Value == _lastKnown || _known.ContainsKey(host.Value))
        {
            _lastKnown = host.Value;
            return true;
        }

        if (!IsNamed(host.Host))
        {
            return false;
        }

        if (_known.Count < MostKnown)
        {
            _known.TryAdd(host.Value, true);
        }

        return true;
    }

    private bool IsNamed(string name) => !name.Contains('.', StringComparison.Ordinal)
        || IPAddress.TryParse(name, out _)
        || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
        || Array.Exists(_hosts, host => host.StartsWith("*.", StringComparison.Ordinal)
            ? name.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(name, host, StringComparison.OrdinalIgnoreCase));
}
