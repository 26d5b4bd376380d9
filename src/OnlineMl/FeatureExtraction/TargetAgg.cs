using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.FeatureExtraction;

/// <summary>Makes a statistic of the target, kept for each value of some features, into a feature (target encoding).</summary>
/// <remarks>The result is named <c>y_mean_by_shop</c>; it is absent while the statistic has no value. Of a class, 1 stands for true.
/// A pipeline transforms an example before it learns it, so that no target finds its way into its own features.
/// <example><code>
/// var encoder = new TargetAgg(["shop"], new BayesianMean(prior: 3, priorWeight: 1));
/// </code></example></remarks>
[Component("TargetAgg")]
public sealed class TargetAgg : ISupervisedTransformer
{
    private readonly Groups<IStatistic> _groups;
    private readonly string _name;

    /// <summary>An aggregate of the target.</summary>
    /// <param name="by">The features whose values make the groups; null for one group of all examples.</param>
    /// <param name="how">The statistic, which is not changed: each group has a fresh copy.</param>
    /// <param name="targetName">What the target is called in the name of the result.</param>
    public TargetAgg(IReadOnlyList<string>? by, IStatistic how, string targetName = "y")
    {
        By = by;
        How = Require.Given(how);
        TargetName = Require.Given(targetName);
        _groups = new Groups<IStatistic>(by ?? [], () => Untrained.CopyOf(how));
        _name = Agg.NameOf(targetName, by, how);
    }

    /// <summary>The features whose values make the groups; null for one group of all examples.</summary>
    public IReadOnlyList<string>? By { get; }

    /// <summary>The statistic.</summary>
    public IStatistic How { get; }

    /// <summary>What the target is called in the name of the result. Default <c>y</c>.</summary>
    public string TargetName { get; }

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The statistic takes no weights, and the weight is neither 0 nor 1.</exception>
    public void Learn(FeatureVector x, Target y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ExampleTime.Check(How, x);
        if (!Weighing.Check(How, weight) || !Require.Example(x, y.Number, weight))
        {
            return;
        }

        if (_groups.TryGetOrAdd(x) is { } statistic)
        {
            ExampleTime.PassTo(statistic, x);
            Weighing.Update(statistic, y.Number, weight);
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        Agg.Write(_name, (_groups.Find(x) ?? How).Value, output);
    }

    void IStateful.Describe(StateArchive state) => state.Child("groups", _groups);
}
