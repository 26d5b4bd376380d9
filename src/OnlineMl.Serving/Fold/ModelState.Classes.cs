using OnlineMl.Catalog;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Fold;

/// <content>The classes that it has learned, of which there may not be too many.</content>
/// <remarks>An event that is in the log was taken, whatever the limit is by then, so that every replay does the same.</remarks>
internal sealed partial class ModelState
{
    private const int LongestLabelShown = 100;

    /// <summary>Refuses a model that begins with more classes than it may have.</summary>
    /// <exception cref="OnlineMlException">There are too many.</exception>
    public void CheckClasses()
    {
        var most = Header.Flavor == Flavor.Binary ? 2 : _options.MaxClasses;
        if (Model.Labels.Length > most)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The model has {Model.Labels.Length} classes, and at most {most} are allowed.");
        }
    }

    /// <exception cref="ArgumentException">It is a new class, and there are too many already.</exception>
    private void CheckClass(Label label)
    {
        var classes = Model.Labels;
        if (classes.Length < ComponentSize.FewClasses || Model.Vocabulary!.Known.IndexOf(label) >= 0)
        {
            return;
        }

        if (classes.Length >= _options.MaxClasses)
        {
            throw new ArgumentException(
                $"The model has {classes.Length} classes, and at most {_options.MaxClasses} are allowed; '{Shown(label)}' would be another.", nameof(label));
        }

        var bytes = ComponentSize.Of(Model.Component, classes.Length + 1);
        if (bytes > _options.BytesOfOneModel && bytes > ComponentSize.Of(Model.Component))
        {
            throw new ArgumentException(
                $"With '{Shown(label)}' the model has {classes.Length + 1} classes, for which it needs about {ComponentSize.Show(bytes)} of memory; at most {ComponentSize.Show(_options.BytesOfOneModel)} are allowed.",
                nameof(label));
        }
    }

    private static string Shown(Label label) => label.ToString() is { Length: > LongestLabelShown } text ? text[..LongestLabelShown] + "…" : label.ToString();
}
