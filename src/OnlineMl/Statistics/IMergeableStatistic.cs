namespace OnlineMl.Statistics;

/// <summary>A statistic that can be computed in parts.</summary>
/// <typeparam name="T">The statistic itself.</typeparam>
public interface IMergeableStatistic<in T>
{
    /// <summary>Takes in everything that another statistic has seen, as if its numbers had come after the own ones.</summary>
    void Merge(T other);
}
