using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The most frequent value. Absent before there is a value; of equals, the one that came first.</summary>
/// <remarks>Memory grows with the distinct values counted, at most <see cref="K"/>.</remarks>
[Component("Mode")]
public sealed class Mode : ICategoricalStatistic, IGrowsByNames
{
    private readonly CategoryCounts _counts = new();

    /// <summary>Only the first so many distinct values are counted; -1 counts all, up to a model's <c>MaxNames</c>. Range [-1, ∞), default 25.</summary>
    public int K { get; init => field = Require.AtLeast(value, -1); } = 25;

    int IGrowsByNames.MostNames
    {
        set => _counts.MostNames = value;
    }

    /// <inheritdoc/>
    public string Name => "mode";

    /// <inheritdoc/>
    public FeatureValue Value => _counts.MostFrequent;

    /// <inheritdoc/>
    public void Update(FeatureValue x)
    {
        if (Observed.Value(x) && (K < 0 || _counts.Count < K || _counts.Contains(x)) && _counts.Takes(x))
        {
            _counts.Increment(x);
        }
    }

    void IStateful.Describe(StateArchive state) => state.Child("counts", _counts);
}
