using System.Text.Json;
using OnlineMl.Composition;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.State;
using OnlineMl.Trees;

namespace OnlineMl.Parity;

/// <summary>What a record says of the inside of a model: weights and intercept, the size of a tree, a detector's window.</summary>
public static class FinalState
{
    /// <param name="expected">The state as the record gives it; null when it gives none.</param>
    /// <param name="component">The model.</param>
    /// <param name="space">The names of the features that the model is given.</param>
    /// <param name="comparison">Takes the differences.</param>
    public static void Compare(JsonElement? expected, IStateful component, FeatureSpace? space, Comparison comparison)
    {
        if (expected is not { } state)
        {
            return;
        }

        while (component is Pipeline { Last: { } last } pipeline)
        {
            space = pipeline.TransformedFeatures ?? space;
            component = last;
        }

        if (component is SoftmaxRegression softmax)
        {
            CompareClasses(softmax, state.GetProperty("weights"), space!, comparison);
            return;
        }

        if (state.TryGetProperty("weights", out var weights))
        {
            CompareWeights("", weights, WeightsOf(component), space!, comparison);
        }

        foreach (var property in state.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Object))
        {
            if (NumberOf(component, property.Name) is { } actual)
            {
                comparison.Number($"{property.Name} in the end", Numbers.Read(property.Value), actual);
            }
        }
    }

    /// <summary>The state that a record ends with; null when it gives none.</summary>
    public static JsonElement? Of(ParityRecord record) => record.Json.TryGetProperty("final_state", out var state) ? state : null;

    // Null for what describes the row of a batch, not the model.
    private static double? NumberOf(IStateful component, string name) => (component, name) switch
    {
        (LinearRegression model, "intercept") => model.Intercept,
        (LogisticRegression model, "intercept") => model.Intercept,
        (Perceptron model, "intercept") => model.Intercept,
        (PassiveAggressiveClassifier model, "intercept") => model.Intercept,
        (PassiveAggressiveRegressor model, "intercept") => model.Intercept,
        (HoeffdingTree tree, "n_nodes") => tree.NodeCount,
        (HoeffdingTree tree, "n_branches") => tree.BranchCount,
        (HoeffdingTree tree, "n_leaves") => tree.LeafCount,
        (HoeffdingTree tree, "n_active_leaves") => tree.ActiveLeafCount,
        (HoeffdingTree tree, "n_inactive_leaves") => tree.InactiveLeafCount,
        (HoeffdingTree tree, "height") => tree.Height,
        (Adwin detector, "width") => detector.Width,
        (Adwin detector, "total") => detector.Total,
        (Adwin detector, "estimation") => detector.Estimation,
        (Adwin detector, "n_detections") => detector.Detections,

        // River's variance of the window is a sum of squares.
        (Adwin detector, "variance") => detector.Variance * detector.Width,
        (Ddm, "estimation") => JsonElement.Parse(StateFormat.ToJson(component)).GetProperty("rate").GetDouble(),

        // What river 0.8 calls so, today's detector does not have.
        (Eddm, "estimation") => null,
        (_, "from" or "to" or "proba" or "mean_prediction" or "mean_p_true" or "first" or "last") => null,
        _ => throw new InvalidOperationException($"{component.GetType().Name} has no {name}."),
    };

    private static WeightVector WeightsOf(IStateful component) => component switch
    {
        LinearRegression model => model.Weights,
        LogisticRegression model => model.Weights,
        Perceptron model => model.Weights,
        PassiveAggressiveClassifier model => model.Weights,
        PassiveAggressiveRegressor model => model.Weights,
        AlmaClassifier model => model.Weights,
        _ => throw new InvalidOperationException($"{component.GetType().Name} has no weights."),
    };

    private static void CompareClasses(SoftmaxRegression model, JsonElement expected, FeatureSpace space, Comparison comparison)
    {
        foreach (var property in expected.EnumerateObject())
        {
            var label = model.Classes.ToArray().FirstOrDefault(label => label.ToString().Equals(property.Name, StringComparison.OrdinalIgnoreCase));
            CompareWeights($" for {property.Name}", property.Value, model.WeightsOf(label), space, comparison);
        }
    }

    private static void CompareWeights(string what, JsonElement expected, WeightVector? actual, FeatureSpace space, Comparison comparison)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var weight in expected.EnumerateObject())
        {
            names.Add(weight.Name);
            comparison.Number($"weight of {weight.Name}{what} in the end", Numbers.Read(weight.Value), WeightOf(actual, space.Find(weight.Name)));
        }

        for (var id = 0; id < space.Count; id++)
        {
            if (!names.Contains(space.NameOf(id)))
            {
                comparison.Number($"weight of {space.NameOf(id)}{what} in the end", 0, WeightOf(actual, id));
            }
        }
    }

    private static double WeightOf(WeightVector? weights, int id) => weights is null || id < 0 ? 0 : weights[id];
}
