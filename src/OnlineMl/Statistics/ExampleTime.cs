using OnlineMl.Features;

namespace OnlineMl.Statistics;

/// <summary>Tells statistics over a period the moment of an example.</summary>
internal static class ExampleTime
{
    /// <summary>Refuses an example without a moment for a statistic that runs over a period.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static void Check(object statistic, FeatureVector x)
    {
        if (statistic is ITimeAware && x.Time is null)
        {
            throw new ArgumentException(
                $"{statistic.GetType().Name} runs over a period and needs the moment of each example: FeatureVector.Time, or 't' in a call.", nameof(x));
        }
    }

    /// <summary>Tells a statistic the moment of the example that it is updated with next, if it runs over a period.</summary>
    public static void PassTo(object statistic, FeatureVector x)
    {
        if (statistic is ITimeAware timed && x.Time is { } time)
        {
            timed.Time = time;
        }
    }
}
