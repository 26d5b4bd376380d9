using OnlineMl.Serving;

namespace OnlineMl.AspNetCore;

/// <summary>How models are held, kept and served over HTTP.</summary>
/// <remarks>Set in code by <c>AddOnlineMl(options => …)</c>; the configuration section <c>OnlineMl</c> and environment variables such as
/// <c>OnlineMl__StoragePath</c> override the code, so that a deployment needs no new build. Every fault is found when the application starts.</remarks>
public sealed class OnlineMlOptions : OnlineMlServingOptions
{
    /// <summary>The views that are served, by the names of the River API: <c>service_info</c>, <c>auth_token</c>, <c>model</c>, <c>model_download</c>,
    /// <c>models</c>, <c>learn</c>, <c>predict</c>, <c>label</c>, <c>metrics</c>, <c>stats</c>, <c>stream_metrics</c>, <c>stream_events</c>, and <c>catalog</c>.
    /// Empty, the default, serves all; a view that is not served answers 404.</summary>
    public IList<string> EnabledViews { get; set; } = [];

    /// <summary>Who may have access tokens, each as a text <c>name:secret</c> or with scopes and models of their own. With users, here or made by
    /// <c>onlineml user add</c> in the storage folder, every view but <c>service_info</c>, <c>auth_token</c> and those of <see cref="OpenViews"/> needs a
    /// bearer token, which <c>GET auth/token</c> gives for a user's name and secret; the health endpoints need none, but tell details only with one.
    /// Empty, the default, protects nothing, so that the application can have policies of its own on the route group. In configuration a list may be
    /// one text with commas; a secret that has a comma is an entry with a number, such as <c>OnlineMl__Users__0</c>.</summary>
    public IList<OnlineMlUser> Users { get; set; } = [];

    /// <summary>The views that need no token although there are users, by the names of <see cref="EnabledViews"/>. Default none.</summary>
    public IList<string> OpenViews { get; set; } = [];

    /// <summary>The key that access tokens are signed with (HS256), at least 32 bytes in UTF-8. Servers that take each other's tokens have the same.
    /// Null, the default, makes one and keeps it in the storage folder, readable by its owner only; without a folder it is gone with the process, and
    /// with it the tokens.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Keys before <see cref="SigningKey"/> whose tokens are still taken, for as long as a token may live. Default none.</summary>
    public IList<string> EarlierSigningKeys { get; set; } = [];

    /// <summary>How long a key of the storage folder signs before another one is made; its tokens are taken for a <see cref="TokenLifetime"/> more.
    /// At least 0, which is for ever; default 90 days.</summary>
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long an access token is good. Range [1 second, 365 days], default ten minutes.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many calls of all views a user may make, or an address where there are no users: a count and a time, such as <c>10000/1d</c> with the
    /// units s, m, h and d. Beyond it calls are answered 429 with <c>Retry-After</c>. Null, the default, for any number.</summary>
    public string? ViewRateLimit { get; set; }

    /// <summary>Whether calls beyond the limits are refused, rather than only counted by <c>onlineml.call.limit</c>. Default true.</summary>
    public bool ViewRateLimitBlock { get; set; } = true;

    /// <summary>Whether all rate limits are off. Default false.</summary>
    public bool ViewRateLimitDisable { get; set; }

    /// <summary>How many predictions a user or address may ask for, those of batches included; see <see cref="ViewRateLimit"/>. Default null.</summary>
    public string? PredictRateLimit { get; set; }

    /// <summary>How many examples a user or address may teach or label, those of batches included; see <see cref="ViewRateLimit"/>. Default null.</summary>
    public string? LearnRateLimit { get; set; }

    /// <summary>How often a user or address may create, import, save or delete models; see <see cref="ViewRateLimit"/>. Default null.</summary>
    public string? ManageRateLimit { get; set; }

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

    /// <summary>How many bytes the body of a request or a line of a batch may have. At least 1, default 8 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many bytes an uploaded model may have. At least 1, default 1 GiB.</summary>
    public int MaxUploadBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>How long a stream of events may be silent before a comment is sent that keeps proxies from closing it. Above 0, at most one day,
    /// default 15 seconds.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
}
