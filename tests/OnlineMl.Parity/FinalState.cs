using System.Text.Json;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Parity;

/// <summary>What a record says of the inside of a model: weights and intercept.</summary>
public static class FinalState
{
    /// <param name="expected">The state as the record gives it; null when it gives none.</param>
    /// <param name="component">The model.</param>
    /// <param name="space">The names of the features that the model is given.</param>
    /// <param name="comparison">Takes the differences.</param>
    public static void Compare(JsonElement? expected, IStateful component, FeatureSpace space, Comparison comparison)
    {
        if (expected is not { } state)
        {
            return;
        }

        if (state.TryGetProperty("intercept", out var intercept))
        {
            comparison.Number("intercept", Numbers.Read(intercept), InterceptOf(Innermost(component)));
        }
    }

    private static IStateful Innermost(IStateful component) => component is Pipeline { Last: { } last } ? Innermost(last) : component;

    private static double InterceptOf(IStateful model) => model switch
    {
        LinearRegression linear => linear.Intercept,
        LogisticRegression logistic => logistic.Intercept,
        _ => throw new InvalidOperationException($"{model.GetType().Name} has no intercept."),
    };
}
