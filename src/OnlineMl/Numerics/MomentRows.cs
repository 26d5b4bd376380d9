namespace OnlineMl.Numerics;

/// <summary>Counts, means and variances by feature.</summary>
internal readonly ref struct MomentRows(Span<double> counts, Span<double> means, Span<double> variances)
{
    public Span<double> Counts { get; } = counts;

    public Span<double> Means { get; } = means;

    public Span<double> Variances { get; } = variances;
}
