using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Ensembles;

/// <summary>Averages copies of a regressor, each of which learns every example a random number of times.</summary>
/// <remarks>Oza, Russell, Artificial Intelligence and Statistics 2001: the number is drawn from the Poisson distribution of mean 1,
/// which is what drawing with replacement comes to on a stream. Costs and memory are those of the regressor times the copies.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new BaggingRegressor(new KnnRegressor { NNeighbors = 1 }) { NModels = 3, Seed = 42 };
/// for (var i = 0; i &lt; 40; i++)
/// {
///     model.Learn(new FeatureVector(space) { ["x"] = i }, 2 * i);
/// }
///
/// var prediction = model.Predict(new FeatureVector(space) { ["x"] = 20 });
/// </code></example></remarks>
[Component("BaggingRegressor")]
public sealed class BaggingRegressor : BaggingEnsemble, IRegressor, IExplains, IPredictsInterval, IWraps, ISized
{
    /// <summary>An ensemble of copies of a regressor.</summary>
    public BaggingRegressor(IRegressor model) => Model = Require.Given(model);

    /// <summary>The regressor, a prototype that itself learns nothing.</summary>
    public IRegressor Model { get; }

    /// <summary>The trained copies.</summary>
    [NotAParameter]
    public IReadOnlyList<IRegressor> Models => Bag.Models;

    private Bag<IRegressor> Bag => field ??= new Bag<IRegressor>(Model, NModels, Seed);

    private protected override IStateful Prototype => Model;

    private protected override IStateful Copies => Bag;

    /// <inheritdoc/>
    public double Predict(FeatureVector x)
    {
        var sum = 0.0;
        foreach (var model in Bag.Models)
        {
            sum += model.Predict(x) / NModels;
        }

        return sum;
    }

    /// <summary>Writes what each feature adds to the prediction of a copy on average. Only of a regressor that can tell.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        var sum = new ContributionSum();
        var own = new Contributions();
        foreach (var model in Bag.Models)
        {
            Abilities.Explain(model, x, own);
            own.ToNumber();
            sum.Add(own, 1.0 / NModels);
        }

        sum.WriteTo(contributions);
    }

    /// <summary>The interval from the average lower to the average upper end; null while a copy cannot tell. Only of a regressor that can tell.</summary>
    /// <inheritdoc/>
    public Interval? PredictInterval(FeatureVector x, double level)
    {
        double lower = 0, upper = 0;
        foreach (var model in Bag.Models)
        {
            if (Abilities.PredictInterval(model, x, level) is not { } own)
            {
                return null;
            }

            lower += own.Lower / NModels;
            upper += own.Upper / NModels;
        }

        return new Interval(lower, upper);
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            Bag.Learn(x, y, weight, static (model, x, y, weight) => model.Learn(x, y.Number, weight));
        }
    }

    IStateful IWraps.Wrapped => Model;

    double ISized.EstimateBytes(int classes) => EstimateBytes(classes);
}
