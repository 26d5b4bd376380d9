using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl;

/// <summary>What models can do beside their task, behind pipelines and inside of other models.</summary>
internal static class Abilities
{
    /// <summary>A component, or the one at the end of its pipelines, as something that it can do; null when it cannot.</summary>
    public static T? Of<T>(object component)
        where T : class =>
        component is T able && (component is not IWraps around || Of<T>(around.Wrapped) is not null) ? able
        : component is Pipeline { Last: { } last } ? Of<T>(last)
        : null;

    /// <summary>An example as the model at the end of the pipelines sees it.</summary>
    public static FeatureVector Seen(object component, FeatureVector x)
    {
        for (; component is Pipeline { Last: { } last } pipeline; component = last)
        {
            x = pipeline.SeenByLast(x);
        }

        return x;
    }

    /// <summary>Writes what each feature adds to the prediction of a model that can tell.</summary>
    public static void Explain(IStateful model, FeatureVector x, Contributions contributions)
    {
        contributions.Clear();
        Of<IExplains>(model)!.Explain(Seen(model, x), contributions);
    }

    /// <summary>The interval of a model for an example; null where it cannot tell.</summary>
    public static Interval? PredictInterval(IStateful model, FeatureVector x, double level) =>
        Of<IPredictsInterval>(model)?.PredictInterval(Seen(model, x), level);
}
