using OnlineMl.Features;

namespace OnlineMl.Statistics;

/// <summary>The door to the statistics of values that are texts or numbers.</summary>
internal static class Observed
{
    /// <summary>Whether there is a value; a number must be finite.</summary>
    public static bool Value(FeatureValue x)
    {
        Require.Finite(x.Number, nameof(x));
        return !x.IsAbsent;
    }
}
