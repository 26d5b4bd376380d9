namespace OnlineMl.Statistics;

/// <summary>A statistic that remembers each different value.</summary>
internal interface IGrowsByNames
{
    /// <summary>How many it may remember: what a model allows each of its vocabularies.</summary>
    int MostNames { set; }
}
