using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>The names by which endpoints are switched on.</summary>
internal static class Views
{
    public const string ServiceInfo = "service_info";
    public const string AuthToken = "auth_token";
    public const string Model = "model";
    public const string ModelDownload = "model_download";
    public const string Models = "models";
    public const string Learn = "learn";
    public const string Predict = "predict";
    public const string Label = "label";
    public const string Metrics = "metrics";
    public const string Stats = "stats";
    public const string StreamMetrics = "stream_metrics";
    public const string StreamEvents = "stream_events";
    public const string Catalog = "catalog";

    /// <summary>Always on: who watches the service must not be blinded by mistake.</summary>
    public const string Health = "health";

    public static IReadOnlyList<string> All { get; } =
    [
        ServiceInfo, AuthToken, Model, ModelDownload, Models, Learn, Predict, Label, Metrics, Stats, StreamMetrics, StreamEvents, Catalog,
    ];

    /// <summary>Whether a view is served.</summary>
    public static bool IsOn(string view, OnlineMlOptions options) =>
        view == Health || options.Endpoint.EnabledViews.Count == 0 || options.Endpoint.EnabledViews.Contains(view, StringComparer.Ordinal);

    /// <summary>Takes note of names of views that there are not.</summary>
    public static void Check(IEnumerable<string> views, string option, OptionReview review)
    {
        foreach (var view in views.Where(view => !All.Contains(view, StringComparer.Ordinal)))
        {
            review.Faults.Add($"{option} has '{view}'; allowed are {string.Join(", ", All)}.");
        }
    }
}
