using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore;

/// <summary>Which endpoints there are, and how much they read.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlEndpointOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__EnabledViews</c> override the code.</remarks>
public sealed class OnlineMlEndpointOptions : IReviewedOptions
{
    /// <summary>The views that are served, by the names of the River API: <c>service_info</c>, <c>auth_token</c>, <c>model</c>, <c>model_download</c>,
    /// <c>models</c>, <c>learn</c>, <c>predict</c>, <c>label</c>, <c>metrics</c>, <c>stats</c>, <c>stream_metrics</c>, <c>stream_events</c>, and <c>catalog</c>.
    /// Empty, the default, serves all; a view that is not served answers 404.</summary>
    public IList<string> EnabledViews { get; set; } = [];

    /// <summary>How many bytes the body of a request or a line of a batch may have. At least 1, default 8 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many bytes the spec of a new model may have. At least 1, default 8 MiB.</summary>
    public int MaxSpecBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long a batch may be silent between two lines; a line that has begun is to be whole within 30 seconds, and a second more for each 240
    /// bytes of it. Above 0, at most one day, default five minutes.</summary>
    public TimeSpan MaxBatchPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many bytes the lines that have begun may take in all batches together; one that would take more is refused. At least 1, default
    /// 64 MiB.</summary>
    public long MaxHeldLineBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many bytes an uploaded model file may have; it goes to the disk as it comes and is checked there. At least 1, default 1 GiB.</summary>
    public int MaxUploadBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>How many bytes uploaded model files may take on the disk together until they are checked; one that would take more is refused. At least 1,
    /// default 4 GiB.</summary>
    public long MaxHeldUploadBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Whether a predict, learn or label may have fields that nobody knows, which are passed over. Default false: they are refused, as they are
    /// mistyped more often than meant.</summary>
    public bool AllowUnknownFields { get; set; }

    void IReviewedOptions.Review(OptionReview review)
    {
        Views.Check(EnabledViews, nameof(EnabledViews), review);
        review.Check(MaxBodyBytes >= 1, nameof(MaxBodyBytes), MaxBodyBytes, "at least 1");
        review.Check(MaxSpecBytes >= 1, nameof(MaxSpecBytes), MaxSpecBytes, "at least 1");
        review.Check(MaxBatchPause > TimeSpan.Zero && MaxBatchPause <= TimeSpan.FromDays(1), nameof(MaxBatchPause), MaxBatchPause, "above 0, at most 1.00:00:00");
        review.Check(MaxHeldLineBytes >= 1, nameof(MaxHeldLineBytes), MaxHeldLineBytes, "at least 1");
        review.Check(MaxUploadBytes >= 1, nameof(MaxUploadBytes), MaxUploadBytes, "at least 1");
        review.Check(MaxHeldUploadBytes >= 1, nameof(MaxHeldUploadBytes), MaxHeldUploadBytes, "at least 1");
    }
}
