namespace OnlineMl.Statistics;

/// <summary>A statistic that takes back exactly what it took in, so that it is all the same whether it does or starts afresh.</summary>
internal interface IRecomputable
{
    /// <summary>Forgets everything.</summary>
    void Clear();
}
