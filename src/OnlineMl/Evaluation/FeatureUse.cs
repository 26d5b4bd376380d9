using System.Text.Json;
using System.Text.Json.Nodes;
using OnlineMl.Catalog;
using OnlineMl.Features;

namespace OnlineMl.Evaluation;

/// <summary>Finds out by trying whether a model makes anything of a feature: linear models and scalers, for example, pass over texts.</summary>
/// <remarks>A new model of the same spec learns some hundred examples in which the feature alone decides on the target, and is asked whether that makes a
/// difference. The model itself is only asked for its spec.
/// <example><code>
/// if (FeatureUse.IsIgnored(model, "country", isText: true))
/// {
///     Console.WriteLine($"country is ignored; this would use it: {FeatureUse.ProposeSpec(spec)}");
/// }
/// </code></example></remarks>
public static class FeatureUse
{
    private const int Examples = 500;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a model passes over a feature.</summary>
    /// <param name="model">The model.</param>
    /// <param name="feature">The name of the feature.</param>
    /// <param name="isText">Whether its values are texts; otherwise they are numbers.</param>
    /// <returns>True when the model says the same whatever the feature is. False also when there is no telling: of clusters, forecasts, recommendations
    /// and components that the built-in catalog does not know.</returns>
    public static bool IsIgnored(Model model, string feature, bool isText)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(feature);
        if (model.Task.Trial is not { } examples)
        {
            return false;
        }

        try
        {
            var trial = Model.FromSpec(model.ToSpec(), SpecOptions.Unlimited.For(model.Header with { TimeFeature = null }));
            return AnswersAlike(trial, examples, feature, isText);
        }
        catch (Exception e) when (e is SpecException or ArgumentException or InvalidOperationException or NonFiniteStepException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>A spec that gives a model the texts that it passes over, as a feature for each value.</summary>
    /// <param name="spec">The spec of the model.</param>
    /// <returns>The spec; null when there is no telling.</returns>
    public static string? ProposeSpec(string spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        JsonArray steps = JsonNode.Parse(spec) switch
        {
            JsonArray pipeline => pipeline,
            null => [],
            var learner => [learner.DeepClone()],
        };
        if (steps.Count == 0)
        {
            return null;
        }

        JsonNode[] before = [.. steps.Take(steps.Count - 1).Select(step => step!.DeepClone())];
        JsonNode numbers = before switch
        {
            [] => new JsonObject { ["SelectType"] = "number" },
            [var only] => only,
            _ => new JsonArray(before),
        };
        var union = new JsonObject { ["TransformerUnion"] = new JsonArray(numbers, JsonValue.Create("OneHotEncoder")) };
        var proposed = new JsonArray(union, steps[^1]!.DeepClone()).ToJsonString(Readable);
        try
        {
            return IsIgnored(Model.FromSpec(proposed), "text", isText: true) ? null : proposed;
        }
        catch (SpecException)
        {
            return null;
        }
    }

    private static bool AnswersAlike(Model model, FeatureTrial examples, string feature, bool isText)
    {
        var x = model.NewExample();
        for (var i = 0; i < Examples; i++)
        {
            var isSecond = examples.IsSecond(i);
            Set(x, feature, isText, isSecond, i);
            if (examples.TargetOf(isSecond) is { } y)
            {
                model.Learn(x, y);
            }
            else
            {
                model.Learn(x);
            }
        }

        var (first, second) = (new Prediction(), new Prediction());
        Set(x, feature, isText, isSecond: false, Examples);
        model.Predict(x, first);
        Set(x, feature, isText, isSecond: true, Examples);
        model.Predict(x, second);
        return !first.IsEmpty && first.Number.Equals(second.Number) && first.Label.Equals(second.Label)
            && first.Probabilities.Values.SequenceEqual(second.Probabilities.Values);
    }

    private static void Set(FeatureVector x, string feature, bool isText, bool isSecond, int i)
    {
        x.Clear();
        x.Time = DateTime.UnixEpoch.AddSeconds(i);
        x[feature] = isText ? isSecond ? "b" : "a" : isSecond ? 1 : 0;
    }
}
