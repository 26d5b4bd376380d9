using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.FeatureExtraction;

/// <summary>Makes a statistic of a feature, kept for each value of other features, into a feature: the mean revenue per shop.</summary>
/// <remarks>The result is named <c>revenue_mean_by_shop</c>; it is absent while the statistic has no value. Learn and Transform cost
/// what the statistic costs; memory grows with the combinations of values ever seen.
/// <example><code>
/// var mean = new Agg("revenue", ["shop"], new Mean());
/// </code></example></remarks>
[Component("Agg")]
public sealed class Agg : ITransformer
{
    private readonly FeatureName _on;
    private readonly Groups<IStatistic> _groups;
    private readonly string _name;

    /// <summary>An aggregate.</summary>
    /// <param name="on">The feature that the statistic is of.</param>
    /// <param name="by">The features whose values make the groups; null for one group of all examples.</param>
    /// <param name="how">The statistic, which is not changed: each group has a fresh copy.</param>
    public Agg(string on, IReadOnlyList<string>? by, IStatistic how)
    {
        On = Require.Given(on);
        By = by;
        How = Require.Given(how);
        _on = new FeatureName(on);
        _groups = new Groups<IStatistic>(by ?? [], () => Untrained.CopyOf(how));
        _name = NameOf(on, by, how);
    }

    /// <summary>The feature that the statistic is of.</summary>
    public string On { get; }

    /// <summary>The features whose values make the groups; null for one group of all examples.</summary>
    public IReadOnlyList<string>? By { get; }

    /// <summary>The statistic.</summary>
    public IStatistic How { get; }

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">A number is not finite.</exception>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var position = _on.PositionIn(x);
        if (position >= 0 && !x.IsText(position))
        {
            ExampleTime.Check(How, x);
            Require.FiniteNumbers(x, "Agg");
            x.AdmitStrangers();
            if (_groups.TryGetOrAdd(x) is { } statistic)
            {
                ExampleTime.PassTo(statistic, x);
                statistic.Update(x.Numbers[position]);
            }
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        Write(_name, (_groups.Find(x) ?? How).Value, output);
    }

    void IStateful.Describe(StateArchive state) => state.Child("groups", _groups);

    internal static string NameOf(string on, IReadOnlyList<string>? by, IStatistic how) =>
        by is { Count: > 0 } ? $"{on}_{how.Name}_by_{string.Join("_and_", by)}" : $"{on}_{how.Name}";

    internal static void Write(string name, double value, FeatureVector output)
    {
        if (double.IsFinite(value))
        {
            output.Add(output.Resolve(name.AsSpan()), value);
        }
    }
}
