using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Connections;

/// <summary>Exchanges a user's secret for a bearer token when the server asks for one, and again when that has expired: the River API's way.</summary>
/// <param name="user">The user.</param>
/// <param name="token">The user's secret.</param>
internal sealed partial class TokenHandler(string user, string token) : DelegatingHandler
{
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile string? _bearer;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is not null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var used = _bearer;
        request.Headers.Authorization = used is null ? null : new AuthenticationHeaderValue("Bearer", used);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || Realm(response) is not { } realm)
        {
            return response;
        }

        response.Dispose();
        var renewed = await RenewAsync(used, new Uri(request.RequestUri!, realm.PathAndQuery), cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", renewed);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        _fetching.Dispose();
        base.Dispose(disposing);
    }

    // The header has no scheme before its parameters, so that HttpHeaders cannot parse it.
    private static Uri? Realm(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values)
        && RealmPattern().Match(values.ToString()) is { Success: true } match
        && Uri.TryCreate(match.Groups["address"].Value, UriKind.Absolute, out var realm)
            ? realm
            : null;

    [GeneratedRegex("realm=\"(?<address>[^\"]*)\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RealmPattern();

    private async Task<string> RenewAsync(string? used, Uri endpoint, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_bearer is { } renewed && renewed != used)
            {
                return renewed;
            }

            // Only the path is taken from the realm: the secret goes to no other host than that of the call.
            using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token}")));
            using var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw new OnlineMlException(RefusalKind.Forbidden, $"The server refused the user '{user}' or the user's token.");
            }

            if (response.StatusCode is HttpStatusCode.TooManyRequests)
            {
                throw new OnlineMlException(RefusalKind.TooManyRequests, "The server takes no sign-in from here for now; too many failed, or came.")
                {
                    RetryAfter = response.Headers.RetryAfter?.Delta,
                };
            }

            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync(OnlineMlJsonContext.Default.JsonElement, cancellationToken).ConfigureAwait(false);
            return _bearer = answer.GetProperty("token").GetString()!;
        }
        finally
        {
            _fetching.Release();
        }
    }
}
