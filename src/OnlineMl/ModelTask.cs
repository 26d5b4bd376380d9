using System.Text.Json;
using OnlineMl.Anomaly;
using OnlineMl.Bandits;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Drift;
using OnlineMl.Evaluation;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.TimeSeries;

namespace OnlineMl;

/// <summary>What a model is for, and everything that depends on it: how it is asked, taught and measured, how its answers are written as
/// JSON, and what pipeline it stands at the end of.</summary>
/// <remarks>There is one object for each task, so that tasks are compared with <c>==</c>. A task is described in the folder of its interface;
/// whatever has to treat tasks differently asks their description.</remarks>
public abstract class ModelTask
{
    private protected ModelTask(string name) => Name = name;

    /// <summary>Predicts a number.</summary>
    public static ModelTask Regression => RegressionTask.Instance;

    /// <summary>Predicts which of two classes an example belongs to.</summary>
    public static ModelTask BinaryClassification => ClassificationTask.Binary;

    /// <summary>Predicts which of any number of classes an example belongs to.</summary>
    public static ModelTask Classification => ClassificationTask.Multiclass;

    /// <summary>Groups examples.</summary>
    public static ModelTask Clustering => ClusteringTask.Instance;

    /// <summary>Says how unusual an example is.</summary>
    public static ModelTask AnomalyDetection => AnomalyDetectionTask.Instance;

    /// <summary>Predicts the next values of a series.</summary>
    public static ModelTask Forecasting => ForecastingTask.Instance;

    /// <summary>Predicts several numbers.</summary>
    public static ModelTask MultiTargetRegression => MultiTargetRegressionTask.Instance;

    /// <summary>Predicts several classes.</summary>
    public static ModelTask MultiLabelClassification => MultiLabelClassificationTask.Instance;

    /// <summary>Says how unusual the target of an example is.</summary>
    public static ModelTask SupervisedAnomalyDetection => SupervisedAnomalyDetectionTask.Instance;

    /// <summary>Chooses an arm.</summary>
    public static ModelTask Policy => PolicyTask.Instance;

    /// <summary>Finds out when the distribution of examples changes.</summary>
    public static ModelTask DataDriftDetection => DataDriftDetectionTask.Instance;

    /// <summary>All tasks. A component that serves several is a model for the first of them.</summary>
    public static IReadOnlyList<ModelTask> All { get; } =
    [
        Regression,
        BinaryClassification,
        Classification,
        Clustering,
        AnomalyDetection,
        Forecasting,
        MultiTargetRegression,
        MultiLabelClassification,
        SupervisedAnomalyDetection,
        Policy,
        DataDriftDetection,
    ];

    /// <summary>The task in words, such as <c>binary classification</c>.</summary>
    public string Name { get; }

    /// <summary>The interface of models for the task.</summary>
    public abstract Type ModelType { get; }

    /// <summary>The flavors of the River API that its models can be served as, beside <c>custom</c>, which takes any model; the usual one first.</summary>
    public abstract IReadOnlyList<string> Flavors { get; }

    /// <summary>The catalog's names of the metrics that a model is evaluated by when none are named.</summary>
    public abstract IReadOnlyList<string> UsualMetrics { get; }

    /// <summary>How a column with targets is read unless something else is asked for.</summary>
    public abstract TargetType TargetType { get; }

    /// <summary>Whether what its models predict is a class.</summary>
    public virtual bool HasClasses => false;

    /// <summary>Whether its models learn nothing without a target.</summary>
    public virtual bool NeedsTarget => true;

    /// <summary>Whether its metrics look at the model as it was when it predicted, so that they are updated before it learns.</summary>
    public virtual bool IsMeasuredByModel => false;

    /// <summary>Whether asking a model may change it, so that a question is an event to be repeated with the others.</summary>
    public virtual bool ChangesWhenAsked => false;

    /// <summary>The class of pipelines with such a model behind the transformers.</summary>
    internal abstract Type PipelineType { get; }

    /// <summary>What a component is for, or null when it is no model.</summary>
    public static ModelTask? TryOf(object component)
    {
        ArgumentNullException.ThrowIfNull(component);
        foreach (var task in All)
        {
            if (task.Fits(component))
            {
                return task;
            }
        }

        return null;
    }

    /// <summary>A target in the form that models of the task learn: a number for a regression, a class for a classification.</summary>
    /// <exception cref="ArgumentException">The target does not fit the task.</exception>
    public abstract Target Fit(in Target y);

    /// <summary>A target together with what the prediction that it answers says of it: for a policy a reward, which is that of the arm that was
    /// chosen; for other tasks the same as <see cref="Fit"/>.</summary>
    /// <exception cref="ArgumentException">The target does not fit the task.</exception>
    public virtual Target Complete(in Target y, Prediction prediction) => Fit(in y);

    /// <summary>Refuses what models of the task cannot be asked.</summary>
    /// <exception cref="ArgumentException">The options ask for it.</exception>
    public virtual void Check(PredictionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Refuse(options.Horizon != 1 || options.Arms is not null, "a horizon or arms", nameof(options));
        Refuse(options.FutureFeatures is not null, "steps to come", nameof(options));
    }

    /// <summary>Refuses a weight that no example of the task can have. Weights that no example at all can have are refused by <see cref="Model"/>.</summary>
    /// <exception cref="ArgumentException">The task does not take it.</exception>
    public virtual void CheckWeight(double weight)
    {
    }

    /// <summary>Whether a metric can be told the predictions of models of the task.</summary>
    public abstract bool IsMeasuredBy(IMetric metric);

    /// <summary>Updates metrics with a prediction and what turned out to be true. Nothing happens when that is not known, or says nothing
    /// about such a prediction.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="x">The example, for metrics that look at it.</param>
    /// <param name="y">What turned out to be true.</param>
    /// <param name="prediction">The prediction; not empty.</param>
    /// <param name="centers">The clusters that the model has, for metrics that look at them.</param>
    public abstract void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers);

    /// <summary>Writes what a prediction says in short, as one JSON value: a number, a label, a cluster; null when it is empty.</summary>
    /// <remarks>Numbers that JSON lacks become the texts <c>nan</c>, <c>inf</c> and <c>-inf</c>.</remarks>
    public void Write(Utf8JsonWriter json, Prediction prediction)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(prediction);
        if (prediction.IsEmpty)
        {
            json.WriteNullValue();
        }
        else
        {
            WriteAnswer(json, prediction);
        }
    }

    /// <summary>Writes all that a prediction says, as one JSON value from which <see cref="Read"/> makes it again: for a classification the
    /// classes with their probabilities, for most tasks what <see cref="Write"/> writes.</summary>
    public virtual void WriteInFull(Utf8JsonWriter json, Prediction prediction) => Write(json, prediction);

    /// <summary>Reads a prediction that <see cref="Write"/> or <see cref="WriteInFull"/> wrote.</summary>
    /// <param name="json">The JSON value; not null.</param>
    /// <param name="prediction">Receives the prediction; empty before.</param>
    /// <exception cref="FormatException">It is no prediction of such a model; the message says why in a clause.</exception>
    public abstract void Read(JsonElement json, Prediction prediction);

    /// <summary>Whether a flavor of the River API shows what <see cref="Write"/> writes, which says less than <see cref="WriteInFull"/>.</summary>
    public virtual bool IsShownInShort(string flavor) => false;

    /// <summary>Whether a prediction that a model made before it learned anything says nothing, so that it is not measured.</summary>
    public virtual bool SaysNothingBeforeLearning(Prediction prediction) => false;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>How a model of the task is taught what a feature alone decides on, so that it can be seen whether it makes anything of it; null when there is
    /// no telling.</summary>
    internal virtual FeatureTrial? Trial => null;

    /// <summary>Whether a component is a model for the task.</summary>
    internal abstract bool Fits(object component);

    /// <summary>Writes what a model says about an example.</summary>
    internal abstract void Predict(IStateful model, FeatureVector x, Prediction prediction);

    /// <summary>Writes what a model says about an example when more is asked than its features.</summary>
    internal abstract void Predict(IStateful model, FeatureVector x, Prediction prediction, PredictionOptions options);

    /// <summary>Teaches a model an example and its target.</summary>
    internal abstract void Learn(IStateful model, FeatureVector x, in Target y, double weight);

    /// <summary>Teaches a model an example without a target. Models that need one learn nothing.</summary>
    internal abstract void Learn(IStateful model, FeatureVector x, double weight);

    /// <summary>Writes what a model says about an example, then teaches it the example.</summary>
    internal abstract void PredictThenLearn(IStateful model, FeatureVector x, in Target y, Prediction prediction, double weight);

    /// <summary>Teaches a model a batch, of which the targets fit and new names are admitted.</summary>
    internal abstract void LearnMany(IStateful model, FeatureVector[] batch, Target[] targets, ReadOnlySpan<double> weights);

    /// <summary>Writes what a model says about each example of a batch.</summary>
    internal abstract void PredictMany(IStateful model, FeatureVector[] batch, ReadOnlySpan<Prediction> predictions);

    /// <summary>A pipeline with a model behind transformers.</summary>
    internal abstract Pipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IStateful model, bool learnDuringPredict);

    private protected void Refuse(bool isAsked, string what, string parameter)
    {
        if (isAsked)
        {
            throw new ArgumentException($"The model does {Name}; it cannot be asked for {what}.", parameter);
        }
    }

    /// <summary>Writes what a prediction that is not empty says in short.</summary>
    private protected abstract void WriteAnswer(Utf8JsonWriter json, Prediction prediction);
}
