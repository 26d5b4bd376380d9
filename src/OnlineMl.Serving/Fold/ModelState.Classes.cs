using OnlineMl.Catalog;

namespace OnlineMl.Serving.Fold;

/// <content>The classes that it has learned, of which there may not be too many.</content>
/// <remarks>An event that is in the log was taken, whatever the limit is by then, so that every replay does the same.</remarks>
internal sealed partial class ModelState
{
    private const int LongestLabelShown = 100;

    /// <summary>The classes that were learned.</summary>
    public ClassTable Classes { get; } = new();

    private bool IsClassifier => Model.Task == ModelTask.Classification || Model.Task == ModelTask.BinaryClassification;

    /// <summary>Finds the classes of a model that was stored before they were kept, as far as it tells them.</summary>
    public void FindClasses()
    {
        if (IsClassifier)
        {
            Model.Predict(Model.NewExample(), _prediction);
            foreach (var (label, _) in _prediction.Probabilities)
            {
                NoteClass(label);
            }
        }
    }

    private void NoteClass(Label label)
    {
        if (IsClassifier && !label.IsNone)
        {
            Classes.GetOrAdd(label);
        }
    }

    /// <exception cref="ArgumentException">It is a new class, and there are too many already.</exception>
    private void CheckClass(Label label)
    {
        if (!IsClassifier || label.IsNone || Classes.Count < ComponentSize.FewClasses || Classes.IndexOf(label) >= 0)
        {
            return;
        }

        if (Classes.Count >= _options.MaxClasses)
        {
            throw new ArgumentException(
                $"The model has {Classes.Count} classes, and at most {_options.MaxClasses} are allowed; '{Shown(label)}' would be another.", nameof(label));
        }

        var bytes = ComponentSize.Of(Model.Component, Classes.Count + 1);
        if (bytes > _options.BytesOfOneModel && bytes > ComponentSize.Of(Model.Component))
        {
            throw new ArgumentException(
                $"With '{Shown(label)}' the model has {Classes.Count + 1} classes, for which it needs about {ComponentSize.Show(bytes)} of memory; at most {ComponentSize.Show(_options.BytesOfOneModel)} are allowed.",
                nameof(label));
        }
    }

    private static string Shown(Label label) => label.ToString() is { Length: > LongestLabelShown } text ? text[..LongestLabelShown] + "…" : label.ToString();
}
