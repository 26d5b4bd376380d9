using System.Globalization;
using OnlineMl.Features;

namespace OnlineMl.Evaluation;

/// <summary>How long after its prediction the target of an example becomes known.</summary>
/// <remarks>The target of an example is revealed just before the prediction of the first example whose moment is not before the
/// example's own moment plus the delay. So a delay of one example is the same as none.</remarks>
public readonly record struct EvaluationDelay
{
    private EvaluationDelay(string? timestamp, double span)
    {
        Timestamp = timestamp;
        Span = span;
    }

    /// <summary>The feature that has the moment of an example; null when examples are counted.</summary>
    public string? Timestamp { get; }

    /// <summary>The delay: a number of examples, or in the units of the timestamp.</summary>
    public double Span { get; }

    /// <summary>A number of examples. Range [0, ∞).</summary>
    public static EvaluationDelay OfExamples(int count) => new(null, Require.NotNegative(count, nameof(count)));

    /// <summary>A span in the units of a feature that rises with time. Range [0, ∞).</summary>
    public static EvaluationDelay OfTime(string timestamp, double span) =>
        new(Require.Given(timestamp, nameof(timestamp)), Require.NotNegative(span, nameof(span)));

    /// <summary>A span of time, with the moment in a feature that is a number of days or a text with a date.</summary>
    public static EvaluationDelay OfTime(string timestamp, TimeSpan span) => OfTime(timestamp, span.TotalDays);

    /// <summary>The moment of an example. Dates count in days.</summary>
    internal double MomentOf(FeatureVector x, long index)
    {
        if (Timestamp is null)
        {
            return index;
        }

        var position = x.IndexOf(x.Space.Find(Timestamp.AsSpan()));
        if (position < 0)
        {
            throw new InvalidOperationException($"Example {index + 1} has no '{Timestamp}' to tell its time by.");
        }

        if (x.TextAt(position) is not { } text)
        {
            return x.Numbers[position];
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcTicks / (double)TimeSpan.TicksPerDay
            : throw new InvalidOperationException($"Example {index + 1}: the '{Timestamp}' '{text}' is no date.");
    }
}
