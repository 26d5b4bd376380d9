using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Configuration;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore;

/// <summary>Who may use the service.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlAccessOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__Users</c> override the code.</remarks>
public sealed class OnlineMlAccessOptions : IReviewedOptions, IReadsSection
{
    /// <summary>Who may have access tokens, each as a text <c>name:secret</c> or with scopes and models of their own. With users, here or made by
    /// <c>onlineml user add</c> in the storage folder or on Redis, every view but <c>service_info</c>, <c>auth_token</c> and those of <see cref="OpenViews"/> needs a
    /// bearer token, which <c>GET auth/token</c> gives for a user's name and secret; the health endpoints need none, but tell details only with one.
    /// Empty, the default, protects nothing, so that the application can have policies of its own on the route group. In configuration a list may be
    /// one text with commas; a secret that has a comma is an entry with a number, such as <c>OnlineMl__Users__0</c>.</summary>
    public IList<OnlineMlUser> Users { get; set; } = [];

    /// <summary>The views that need no token although there are users, by the names of <see cref="OnlineMlEndpointOptions.EnabledViews"/>. Default none.</summary>
    public IList<string> OpenViews { get; set; } = [];

    /// <summary>The key that access tokens are signed with (HS256), at least 32 bytes in UTF-8. Servers that take each other's tokens have the same.
    /// Null, the default, makes one and keeps it where the models are: on Redis, for all servers and for whoever may read there, or in the storage folder, readable by its owner only;
    /// without either it is gone with the process, and with it the tokens.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Keys before <see cref="SigningKey"/> whose tokens are still taken, for as long as a token may live. Default none.</summary>
    public IList<string> EarlierSigningKeys { get; set; } = [];

    /// <summary>How long a key that was made signs before another one is made; its tokens are taken for a <see cref="TokenLifetime"/> more.
    /// At least 0, which is for ever; default 90 days.</summary>
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long an access token is good. Range [1 second, 365 days], default ten minutes.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the users that servers share on Redis (<c>onlineml user add --redis</c>) are known while Redis is away; then their calls are refused
    /// (503) until it is back. At least 0, default an hour.</summary>
    public TimeSpan KeepUsersFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed, as addresses or networks (<c>10.0.0.0/8</c>).
    /// Default none: the application may see to forwarded headers itself.</summary>
    public IList<string> KnownProxies { get; set; } = [];

    /// <summary>Names of hosts that a service without users is reached by, beside addresses, names without a dot and this machine's; <c>*.example.com</c>
    /// stands for names under one, <c>*</c> for all. Other hosts are refused, so that a web page whose name is made to lead here cannot use the service.
    /// Default none; ASP.NET Core's own setting <c>AllowedHosts</c> counts, too.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>Origins of web pages elsewhere, such as <c>https://shop.example.com</c>, that may write to a service without users; <c>*</c> for all.
    /// Default none.</summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Whether the application does not start when it would be open to others by mistake: without users or a policy on an address beyond this
    /// machine, with <c>Users</c> that are set but empty, or with a signing key without users. Default false: the log warns.</summary>
    public bool Strict { get; set; }

    void IReviewedOptions.Review(OptionReview review)
    {
        Views.Check(OpenViews, nameof(OpenViews), review);
        UserReview.Check(Users, review);
        foreach (var (key, option) in EarlierSigningKeys.Select(key => (key, nameof(EarlierSigningKeys))).Append((SigningKey!, nameof(SigningKey))))
        {
            if (key is not null && Encoding.UTF8.GetByteCount(key) is var keyBytes and < SigningKeys.LeastBytes)
            {
                review.Faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} has {keyBytes} bytes; allowed is at least {SigningKeys.LeastBytes}."));
            }
        }

        review.Check(SigningKeyLifetime >= TimeSpan.Zero, nameof(SigningKeyLifetime), SigningKeyLifetime, "0 or more");
        review.Check(KeepUsersFor >= TimeSpan.Zero, nameof(KeepUsersFor), KeepUsersFor, "0 or more");
        review.Check(
            TokenLifetime >= TimeSpan.FromSeconds(1) && TokenLifetime <= TimeSpan.FromDays(365), nameof(TokenLifetime), TokenLifetime, "00:00:01 to 365.00:00:00");
        foreach (var proxy in KnownProxies.Where(proxy => !TrustedProxies.TryParse(proxy, out _)))
        {
            review.Faults.Add($"KnownProxies has '{proxy}'; allowed are addresses and networks such as 10.0.0.0/8.");
        }
    }

    bool IReadsSection.TryRead(IConfigurationSection entry, List<string> faults)
    {
        if (!string.Equals(entry.Key, nameof(Users), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Users = UserSection.Read(entry, faults);
        return true;
    }
}
