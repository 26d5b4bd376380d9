using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>The negative logarithm of the probability that the model gave to the true class, for any number of classes.</summary>
[Component("CrossEntropy")]
public sealed class CrossEntropyLoss : IMulticlassLoss
{
    private const double LeastProbability = 1e-15;

    /// <summary>How much each class counts, by the text of its label; a class that is not listed counts 1. Range of a weight
    /// [0, ∞), default none.</summary>
    public IReadOnlyDictionary<string, double>? ClassWeight
    {
        get;
        init
        {
            foreach (var weight in value?.Values ?? [])
            {
                Require.NotNegative(weight, nameof(ClassWeight));
            }

            field = value is { Count: > 0 } ? value : null;
        }
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<Label> classes, ReadOnlySpan<double> probabilities, int label) =>
        label < 0 ? 0 : -WeightOf(classes[label]) * Elementary.Log(Clamp(probabilities[label]));

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<Label> classes, ReadOnlySpan<double> probabilities, int label, Span<double> gradients)
    {
        for (var i = 0; i < probabilities.Length; i++)
        {
            var gradient = Clamp(probabilities[i]) - (i == label ? 1 : 0);
            gradients[i] = ClassWeight is null ? gradient : gradient * WeightOf(classes[i]);
        }
    }

    private static double Clamp(double probability) => Math.Max(Math.Min(probability, 1 - LeastProbability), LeastProbability);

    private double WeightOf(Label label) =>
        ClassWeight is not null && ClassWeight.TryGetValue(label.ToString(), out var weight) ? weight : 1;
}
