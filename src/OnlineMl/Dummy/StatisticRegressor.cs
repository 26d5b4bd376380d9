using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Dummy;

/// <summary>Predicts a statistic of the targets so far, such as their mean: the baseline that a regressor must beat.</summary>
/// <remarks>Costs what the statistic costs. Looks at no feature and ignores weights, except that a weight of 0 skips
/// the example.
/// <example><code>
/// var x = new FeatureVector();
/// var model = new StatisticRegressor(new Mean());
/// model.Learn(x, 3);
/// model.Learn(x, 4);
/// var prediction = model.Predict(x);
/// </code></example></remarks>
[Component("StatisticRegressor")]
public sealed class StatisticRegressor : IRegressor
{
    private readonly IStatistic _statistic;

    /// <summary>A regressor that predicts the value of a statistic.</summary>
    public StatisticRegressor(IStatistic statistic)
    {
        Statistic = Require.Given(statistic);
        _statistic = Untrained.CopyOf(Statistic);
    }

    /// <summary>The statistic, a prototype that itself learns nothing.</summary>
    public IStatistic Statistic { get; }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => _statistic.Value;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The statistic takes no weights, and the weight is neither 0 nor 1.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ExampleTime.Check(_statistic, x);
        if (Weighing.Check(_statistic, weight) && Require.Example(x, y, weight))
        {
            ExampleTime.PassTo(_statistic, x);
            Weighing.Update(_statistic, y, weight);
        }
    }

    void IStateful.Describe(StateArchive state) => state.Child("statistic", _statistic);
}
