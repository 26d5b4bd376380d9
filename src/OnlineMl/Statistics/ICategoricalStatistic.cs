using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A figure of one stream of values that are texts or numbers and are only compared for being the same.</summary>
public interface ICategoricalStatistic : IStateful
{
    /// <summary>What features made of the statistic are named after.</summary>
    string Name { get; }

    /// <summary>The current value, a text or a number; absent before there is one.</summary>
    FeatureValue Value { get; }

    /// <summary>Takes in one value. An absent value is left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is a number that is NaN or infinite; nothing has changed.</exception>
    void Update(FeatureValue x);
}
