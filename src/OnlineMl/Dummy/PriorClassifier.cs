using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Dummy;

/// <summary>Predicts the class that came most often: the baseline that a classifier must beat.</summary>
/// <remarks>Costs O(classes); memory grows with the classes. Looks at no feature.
/// <example><code>
/// var x = new FeatureVector();
/// var model = new PriorClassifier();
/// model.Learn(x, "rain");
/// model.Learn(x, "rain");
/// model.Learn(x, "sun");
/// var label = model.Predict(x);
/// </code></example></remarks>
[Component("PriorClassifier")]
public sealed class PriorClassifier : IClassifier
{
    private readonly ClassTable _classes = new();
    private double[] _weights = [];
    private double _total;

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        var best = -1;
        for (var label = 0; label < _classes.Count; label++)
        {
            if (best < 0 || _weights[label] > _weights[best])
            {
                best = label;
            }
        }

        return best < 0 ? default : _classes[best];
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_classes);
        for (var label = 0; label < values.Length; label++)
        {
            values[label] = _weights[label] / _total;
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (!Require.Example(x, y, weight))
        {
            return;
        }

        if (!double.IsFinite(_total + weight))
        {
            throw new NonFiniteStepException("PriorClassifier");
        }

        var label = _classes.GetOrAdd(y);
        if (label >= _weights.Length)
        {
            Array.Resize(ref _weights, Math.Max(4, label * 2));
        }

        _weights[label] += weight;
        _total += weight;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Field("weights", ref _weights, _classes.Count);
        state.Field("total", ref _total);
    }
}
