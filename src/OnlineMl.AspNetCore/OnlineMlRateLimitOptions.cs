using OnlineMl.AspNetCore.Limits;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore;

/// <summary>How many calls there may be in a time.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlRateLimitOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__ViewRateLimit</c> override the code.</remarks>
public sealed class OnlineMlRateLimitOptions : IReviewedOptions
{
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

    void IReviewedOptions.Review(OptionReview review)
    {
        Check(ViewRateLimit, nameof(ViewRateLimit));
        Check(PredictRateLimit, nameof(PredictRateLimit));
        Check(LearnRateLimit, nameof(LearnRateLimit));
        Check(ManageRateLimit, nameof(ManageRateLimit));

        void Check(string? limit, string option) => review.Check(limit is null || RateLimit.TryParse(limit, out _), option, $"'{limit}'", RateLimit.Notation);
    }
}
