using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.Regression;

namespace OnlineMl.Linear;

/// <summary>Linear regression that ignores errors inside a band and otherwise takes the smallest step that mends the error.</summary>
/// <remarks>Crammer et al., JMLR 7 (2006), section 5. Learn and Predict cost O(features present); memory grows with the features
/// ever seen. Wants scaled features. As in river, whose figures are kept, the error that sets the size of a step is measured to
/// 2 y - 1, while its direction is that of the error itself.
/// <example><code>
/// var model = new PassiveAggressiveRegressor { C = 0.1, Epsilon = 0.05 };
/// var x = new FeatureVector { ["rooms"] = 1 };
/// for (var i = 0; i &lt; 100; i++)
/// {
///     model.Learn(x, 1.0);
/// }
///
/// var prediction = model.Predict(x); // about 1
/// </code></example></remarks>
[Component("PARegressor")]
public sealed class PassiveAggressiveRegressor : PassiveAggressiveModel, IRegressor, IHashedFeatures, ISized
{
    private EpsilonInsensitiveHinge _loss = new();

    /// <summary>Half the width of the band in which errors are ignored, in units of the target. Range [0, ∞), default
    /// 0.1.</summary>
    [Parameter("eps")]
    public double Epsilon { get => _loss.Epsilon; init => _loss = new EpsilonInsensitiveHinge { Epsilon = value }; }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => Output(x);

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            Move(x, y, Output(x), weight);
        }
    }

    double ISized.EstimateBytes(int classes) => EstimateBytes();

    private protected override double Interpret(double output, Contributions contributions) => 1;

    private protected override double LossOf(double y, double output) => _loss.Value(y, output);

    private protected override double DirectionOf(double y, double output) => y > output ? 1 : y < output ? -1 : 0;
}
