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

    /// <summary>How many bytes the body of a request or a line of a batch may have. At least 1, default 8 MiB.</summary>
    public int MostBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many bytes an uploaded model may have. At least 1, default 1 GiB.</summary>
    public int MostModelBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>How long a stream of events may be silent before a comment is sent that keeps proxies from closing it. Above 0, at most one day,
    /// default 15 seconds.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
}
