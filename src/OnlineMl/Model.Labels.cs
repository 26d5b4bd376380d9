using System.Text.Json;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl;

/// <content>Targets and predictions as the model calls its classes.</content>
public sealed partial class Model
{
    /// <summary>Fixes the classes of a classifier that has learned nothing yet: another one is refused. Of two the first is the negative one.</summary>
    /// <param name="labels">The classes; at least two different ones, and just two for a model that tells two apart.</param>
    /// <exception cref="ArgumentException">They are not such labels.</exception>
    /// <exception cref="InvalidOperationException">The model is no classifier, or has learned a class.</exception>
    public void DeclareLabels(params ReadOnlySpan<Label> labels)
    {
        if (Vocabulary is not { Known.Count: 0 })
        {
            throw new InvalidOperationException(Vocabulary is null
                ? $"The model does {Task.Name}, which has no labels to declare."
                : "The model has its labels already; they are declared before it learns.");
        }

        Vocabulary.Declare(labels);
    }

    /// <summary>A target in the form that the model learns: a number for a regression, a class, as it was first spelled, for a classification.</summary>
    /// <exception cref="ArgumentException">The target does not fit the task, or is a third class of a model of two.</exception>
    public Target Fit(Target y) => Vocabulary is null ? Task.Fit(in y) : Vocabulary.Fit(ClassificationTask.ClassOf(in y));

    /// <summary>A target together with what the prediction that it answers says of it; see <see cref="ModelTask.Complete"/>.</summary>
    /// <exception cref="ArgumentException">The target does not fit the task, or is a third class of a model of two.</exception>
    public Target Complete(Target y, Prediction prediction) => Vocabulary is null ? Task.Complete(in y, prediction) : Fit(y);

    /// <summary>Updates metrics with a prediction of this model and what turned out to be true, before or after that is learned. Metrics of two classes
    /// take for positive what the model does.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="x">The example, for metrics that look at it.</param>
    /// <param name="y">What turned out to be true.</param>
    /// <param name="prediction">The prediction; nothing happens when it is empty.</param>
    public void Measure(MetricSet metrics, FeatureVector x, Target y, Prediction prediction)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(prediction);
        if (prediction.IsEmpty)
        {
            return;
        }

        if (Vocabulary is null)
        {
            Task.Measure(metrics, x, in y, prediction, Centers);
        }
        else
        {
            Vocabulary.Measure(metrics, null, ClassificationTask.ClassOf(in y), prediction);
        }
    }

    /// <summary>Does the same for two sets at once, of which the second is of metrics of classes.</summary>
    internal void Measure(MetricSet metrics, MetricSet? ofClasses, FeatureVector x, in Target y, Prediction prediction)
    {
        if (Vocabulary is null)
        {
            Task.Measure(metrics, x, in y, prediction, Centers);
        }
        else
        {
            Vocabulary.Measure(metrics, ofClasses, ClassificationTask.ClassOf(in y), prediction);
        }
    }

    /// <summary>Tells metrics of two classes what these are called, which otherwise the next prediction does.</summary>
    internal void Follow(MetricSet metrics) => Vocabulary?.Follow(metrics);

    /// <summary>Reads a prediction of this model from JSON, in whatever spelling its classes are given.</summary>
    /// <param name="json">The JSON value; not null.</param>
    /// <param name="prediction">Receives the prediction; empty before.</param>
    /// <exception cref="FormatException">It is no prediction of such a model; the message says why in a clause.</exception>
    public void Read(JsonElement json, Prediction prediction)
    {
        Task.Read(json, prediction);
        Vocabulary?.Spell(prediction);
    }

    private ReadOnlySpan<(string Name, IStateful Part)> OwnParts => Vocabulary is null ? [] : new (string, IStateful)[] { (ModelFile.LabelsPart, Vocabulary) };

    // Of a model that was saved before its classes were kept, those that it names; that it names false and true says nothing while it has learned nothing.
    private void FindLabels()
    {
        Task.Predict(Component, NewExample(), _prediction);
        var labels = _prediction.Probabilities.Labels;
        if (Features.Count > 0 || !labels.SequenceEqual([false, true]))
        {
            Vocabulary!.Adopt(labels);
        }
    }
}
