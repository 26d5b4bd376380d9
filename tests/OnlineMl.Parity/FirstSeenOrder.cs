using System.Globalization;
using OnlineMl.Classification;

namespace OnlineMl.Parity;

/// <summary>A classifier whose classes are numbered in the order in which they come, so that a model that sorts its classes has
/// them in the order of river 0.8.</summary>
/// <param name="inner">The model, which meets the numbers only.</param>
internal sealed class FirstSeenOrder(IClassifier inner) : IClassifier
{
    private readonly List<Label> _labels = [];
    private readonly Probabilities _probabilities = new();

    public Label Predict(Features.FeatureVector x) => Original(inner.Predict(x));

    public void PredictProbabilities(Features.FeatureVector x, Probabilities probabilities)
    {
        _probabilities.Clear();
        inner.PredictProbabilities(x, _probabilities);
        foreach (var (label, probability) in _probabilities)
        {
            probabilities.Add(Original(label), probability);
        }
    }

    public void Learn(Features.FeatureVector x, Label y, double weight = 1)
    {
        if (!_labels.Contains(y))
        {
            _labels.Add(y);
        }

        inner.Learn(x, _labels.IndexOf(y), weight);
    }

    void State.IStateful.Describe(State.StateArchive state) => throw new NotSupportedException();

    private Label Original(Label number) => number.IsNone ? number : _labels[int.Parse(number.ToString(), CultureInfo.InvariantCulture)];
}
