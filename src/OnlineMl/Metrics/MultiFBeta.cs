using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes of their F-beta scores, each class with a beta and a weight of its own.</summary>
[Component("MultiFBeta")]
public sealed class MultiFBeta : ConfusionMatrixMetric
{
    /// <summary>Makes the metric.</summary>
    /// <param name="betas">How many times as much recall counts as precision, as a square root, for each class; 1 where absent.</param>
    public MultiFBeta(IReadOnlyDictionary<Label, double> betas)
    {
        ArgumentNullException.ThrowIfNull(betas);
        Betas = betas;
    }

    /// <summary>How many times as much recall counts as precision, as a square root, for each class; 1 where absent.</summary>
    public IReadOnlyDictionary<Label, double> Betas { get; }

    /// <summary>How much each class counts in the mean; 1 where absent. Default: all count the same.</summary>
    public IReadOnlyDictionary<Label, double>? Weights { get; init; }

    /// <inheritdoc/>
    public override string Name => "MultiFBeta";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            double sum = 0, total = 0;
            var totals = Matrix.Totals();
            foreach (var label in Matrix.Classes)
            {
                var weight = Weights is null ? 1 : Of(Weights, label);
                sum += weight * totals.Score(Matrix.IndexOf(label), ClassScores.FBeta, Of(Betas, label));
                total += weight;
            }

            return ClassScores.Ratio(sum, total);
        }
    }

    private double Of(IReadOnlyDictionary<Label, double> map, Label label)
    {
        if (!Matrix.HasSides)
        {
            return map.TryGetValue(label, out var value) ? value : 1;
        }

        foreach (var (key, value) in map)
        {
            if (Matrix.IndexOf(key) == Matrix.IndexOf(label))
            {
                return value;
            }
        }

        return 1;
    }
}
