using OnlineMl.Statistics;

namespace OnlineMl.Preprocessing;

/// <summary>Counts, means and population variances of features, to which those are added that shares have learned since.</summary>
internal sealed class MergedMoments(double[] counts, double[] means, double[] variances)
{
    private readonly RunningVariance[] _origin = [.. counts.Select((count, id) => new RunningVariance { Weight = count, Mean = means[id], Squares = variances[id] * count })];
    private readonly Dictionary<int, RunningVariance> _merged = [];

    /// <summary>Adds what a share has of a feature, less what was there before.</summary>
    public void Add(int id, double count, double mean, double squares)
    {
        var since = new RunningVariance { Weight = count, Mean = mean, Squares = squares }.Without(in _origin[id]);
        if (since.Weight > 0)
        {
            var merged = _merged.GetValueOrDefault(id, _origin[id]);
            merged.Merge(in since);
            _merged[id] = merged;
        }
    }

    /// <summary>Writes what has changed.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="means">The means.</param>
    /// <param name="variances">The variances.</param>
    /// <param name="hasVariances">Whether variances are kept.</param>
    public void Write(double[] counts, double[] means, double[] variances, bool hasVariances)
    {
        foreach (var (id, merged) in _merged)
        {
            counts[id] = merged.Weight;
            means[id] = merged.Mean;
            variances[id] = hasVariances ? Math.Max(0, merged.Squares / merged.Weight) : 0;
        }
    }
}
