using OnlineMl.Catalog;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Fold;

/// <summary>Refuses more classes than a model may have.</summary>
/// <remarks>An event that is in the log was taken, whatever the limit is by then, so that every replay does the same.</remarks>
internal sealed class ClassLimit(Model model, Flavor flavor, OnlineMlServingOptions options)
{
    private const int LongestLabelShown = 100;

    /// <summary>Refuses a model that begins with more classes than it may have.</summary>
    /// <exception cref="OnlineMlException">There are too many.</exception>
    public void CheckAll()
    {
        var most = flavor == Flavor.Binary ? 2 : options.Limit.MaxClasses;
        if (model.Labels.Length > most)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The model has {model.Labels.Length} classes, and at most {most} are allowed.")
            {
                Limit = flavor == Flavor.Binary ? null : nameof(OnlineMlLimitOptions.MaxClasses),
            };
        }
    }

    /// <summary>Refuses a label that would be one class too many.</summary>
    /// <exception cref="OnlineMlException">It is a new class, and there are too many already.</exception>
    public void Check(Label label)
    {
        var classes = model.Labels;
        if (classes.Length < ComponentSize.FewClasses || model.Vocabulary!.Known.IndexOf(label) >= 0)
        {
            return;
        }

        if (classes.Length >= options.Limit.MaxClasses)
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest, $"The model has {classes.Length} classes, and at most {options.Limit.MaxClasses} are allowed; '{Shown(label)}' would be another.")
            {
                Limit = nameof(OnlineMlLimitOptions.MaxClasses),
            };
        }

        var bytes = ComponentSize.Of(model.Component, classes.Length + 1);
        if (bytes > options.Memory.BytesOfOneModel && bytes > ComponentSize.Of(model.Component))
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest,
                $"With '{Shown(label)}' the model has {classes.Length + 1} classes, for which it needs about {ComponentSize.Show(bytes)} of memory; at most {ComponentSize.Show(options.Memory.BytesOfOneModel)} are allowed.")
            {
                Limit = nameof(OnlineMlMemoryOptions.MaxModelBytes),
            };
        }
    }

    private static string Shown(Label label) => label.ToString() is { Length: > LongestLabelShown } text ? text[..LongestLabelShown] + "…" : label.ToString();
}
