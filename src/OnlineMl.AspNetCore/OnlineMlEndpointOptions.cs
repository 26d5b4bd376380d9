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

    /// <summary>How many bytes an uploaded model may have. At least 1, default 1 GiB.</summary>
    public int MaxUploadBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>Whether a predict, learn or label may have fields that nobody knows, which are passed over. Default false: they are refused, as they are
    /// mistyped more often than meant.</summary>
    public bool AllowUnknownFields { get; set; }

    void IReviewedOptions.Review(OptionReview review)
    {
        Views.Check(EnabledViews, nameof(EnabledViews), review);
        review.Check(MaxBodyBytes >= 1, nameof(MaxBodyBytes), MaxBodyBytes, "at least 1");
        review.Check(MaxUploadBytes >= 1, nameof(MaxUploadBytes), MaxUploadBytes, "at least 1");
    }
}
