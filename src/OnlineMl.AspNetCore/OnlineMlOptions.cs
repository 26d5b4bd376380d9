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

    /// <summary>Who may have access tokens, each as <c>name:secret</c>. With users, every view but <c>service_info</c>, <c>auth_token</c> and those of
    /// <see cref="OpenViews"/> needs a bearer token, which <c>GET auth/token</c> gives for a user's name and secret; the health endpoints need none.
    /// Empty, the default, protects nothing, so that the application can have policies of its own on the route group. In configuration a list may be
    /// one text with commas; a secret that has a comma is an entry with a number, such as <c>OnlineMl__Users__0</c>.</summary>
    public IList<string> Users { get; set; } = [];

    /// <summary>The views that need no token although there are users, by the names of <see cref="EnabledViews"/>. Default none.</summary>
    public IList<string> OpenViews { get; set; } = [];

    /// <summary>The key that access tokens are signed with (HS256), at least 32 bytes in UTF-8. Servers that take each other's tokens have the same.
    /// Null, the default, makes one that is gone with the process, and with it the tokens.</summary>
    public string? SigningKey { get; set; }

    /// <summary>How long an access token is good. Range [1 second, 365 days], default ten minutes.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many bytes the body of a request or a line of a batch may have. At least 1, default 8 MiB.</summary>
    public int MostBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many bytes an uploaded model may have. At least 1, default 1 GiB.</summary>
    public int MostModelBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>How long a stream of events may be silent before a comment is sent that keeps proxies from closing it. Above 0, at most one day,
    /// default 15 seconds.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
}
