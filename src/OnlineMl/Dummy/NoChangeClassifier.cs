using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Dummy;

/// <summary>Predicts the class that came last: the baseline that a classifier must beat when classes come in runs.</summary>
/// <remarks>Costs O(1); memory grows with the classes. Looks at no feature.
/// <example><code>
/// var x = new FeatureVector();
/// var model = new NoChangeClassifier();
/// model.Learn(x, "rain");
/// model.Learn(x, "sun");
/// var label = model.Predict(x);
/// </code></example></remarks>
[Component("NoChangeClassifier")]
public sealed class NoChangeClassifier : IClassifier, ITakesEveryExample
{
    private readonly ClassTable _classes = new();
    private int _last = -1;

    /// <inheritdoc/>
    public Label Predict(FeatureVector x) => _last < 0 ? default : _classes[_last];

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_classes);
        if (_last >= 0)
        {
            values[_last] = 1;
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (Require.Example(x, y, weight))
        {
            _last = _classes.GetOrAdd(y);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Field("last", ref _last, WholeRange.Between(-1, _classes.Count - 1));
    }
}
