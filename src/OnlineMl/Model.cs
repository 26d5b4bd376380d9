using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.TimeSeries;

namespace OnlineMl;

/// <summary>A component or pipeline together with its feature names: something that can be asked, taught, saved and loaded.</summary>
/// <remarks>Predicting never changes the model, except in the mode that <see cref="LearnDuringPredict"/> names. Not safe for
/// use by several threads at once. It has more than three hundred lines because it is the one door to every kind of model: each way to ask, to
/// teach and to keep one is a method here, described for its caller, and little else; the work is done by the task, the component and the file.
/// <example><code>
/// var model = Model.FromSpec("""["StandardScaler", "LogisticRegression"]""");
/// model.Learn(new FeatureVector { ["age"] = 31 }, true);
/// var prediction = model.Predict(new FeatureVector { ["age"] = 27 });
/// </code></example></remarks>
public sealed partial class Model : IStateful
{
    private readonly ComponentCatalog _catalog;
    private readonly FeatureVector _foreign;
    private readonly Prediction _prediction = new();

    // The two tasks of most models, so that their examples do not pay for the way over the task's description.
    private readonly IRegressor? _regressor;
    private readonly IClassifier? _classifier;
    private readonly ClassificationTask? _classification;
    private readonly Pipeline? _pipeline;

    // The model, or the one at the end of its pipelines, when it draws which classes it wants to be told.
    private readonly IActiveLearner? _activeLearner;

    /// <summary>Wraps a component or a pipeline that has learned nothing yet.</summary>
    /// <exception cref="ArgumentException">The component is no model: neither a regressor, a classifier, a clusterer nor an anomaly detector.</exception>
    /// <param name="component">The component.</param>
    /// <param name="catalog">The catalog that knows the components of the model; the built-in one when null.</param>
    public Model(IStateful component, ComponentCatalog? catalog = null)
    {
        Component = component;
        Task = TaskOf(component);
        _regressor = Task is RegressionTask ? (IRegressor)component : null;
        _classification = Task as ClassificationTask;
        _classifier = _classification is null ? null : (IClassifier)component;
        _pipeline = component as Pipeline;
        _activeLearner = Abilities.Of<IActiveLearner>(component);
        Centers = ClustererPipeline.CentersOf(component);
        Vocabulary = Task.HasClasses ? new LabelVocabulary(component) : null;
        Features = new FeatureSpace(component is IHashedFeatures hashed ? hashed.HashBits : 0);
        _catalog = catalog ?? ComponentCatalog.BuiltIn;
        _foreign = NewExample();
    }

    /// <summary>The component or the pipeline.</summary>
    public IStateful Component { get; }

    /// <summary>What the model is for.</summary>
    public ModelTask Task { get; }

    /// <summary>The names of the features that the model has learned from.</summary>
    public FeatureSpace Features { get; }

    /// <summary>The classes that a classifier has learned or was declared to have, each as it was first spelled; none for other models.</summary>
    public ReadOnlySpan<Label> Labels => Vocabulary is null ? default : Vocabulary.Known.Labels;

    /// <summary>The classes of a classifier; null for other models.</summary>
    internal LabelVocabulary? Vocabulary { get; }

    /// <summary>What metrics of clusters measure by; null when the model has no centres. Distances are those of the features that the
    /// model's transformers make of an example of the model.</summary>
    public IClusterCenters? Centers { get; }

    /// <summary>Whether asking the model may change it: its transformers learn when it predicts, it chooses arms, or it draws which classes it wants
    /// to be told. Whoever repeats what such a model has learned repeats the questions, too.</summary>
    public bool ChangesWhenAsked => LearnDuringPredict || Task.ChangesWhenAsked || _activeLearner is not null;

    /// <summary>Whether the transformers of the model learn when it predicts, and not when it learns.</summary>
    public bool LearnDuringPredict => _pipeline is { LearnDuringPredict: true };

    /// <summary>An untrained model built from a JSON spec.</summary>
    /// <param name="spec">The spec; see the catalog for the components and their parameters. The labels of a classifier may be declared around it, the
    /// negative one of two first: <c>{"labels": ["no", "yes"], "model": …}</c>.</param>
    /// <param name="options">How to build it.</param>
    /// <param name="catalog">The components to choose from; the built-in ones when null.</param>
    /// <exception cref="SpecException">The spec is not understood, or is no model.</exception>
    public static Model FromSpec(string spec, SpecOptions? options = null, ComponentCatalog? catalog = null)
    {
        var labels = DeclaredLabels.Take(ref spec, options);
        var component = (catalog ?? ComponentCatalog.BuiltIn).Create<IStateful>(spec, options);
        if (ModelTask.TryOf(component) is null)
        {
            throw new SpecException($"$: {component.GetType().Name} is a part of models, not a model.");
        }

        var model = new Model(component, catalog).Take(options ?? new SpecOptions());
        if (labels is not null)
        {
            DeclaredLabels.Give(labels, model);
        }

        return model;
    }

    /// <summary>An empty example of this model, to be filled, used and reused.</summary>
    public FeatureVector NewExample() => new(Features, keepsStrangers: true);

    /// <summary>The prediction for an example. The result is overwritten by the next call.</summary>
    public Prediction Predict(FeatureVector x)
    {
        Predict(x, _prediction);
        return _prediction;
    }

    /// <summary>Writes the prediction for an example. Classifiers give all their classes.</summary>
    public void Predict(FeatureVector x, Prediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        x = Own(x);
        if (_regressor is not null)
        {
            RegressionTask.Instance.Predict(_regressor, x, prediction);
        }
        else if (_classification is not null)
        {
            _classification.Predict(_classifier!, x, prediction);
        }
        else
        {
            Task.Predict(Component, x, prediction);
        }

        if (_activeLearner is not null)
        {
            Ask(_activeLearner, x, prediction);
        }

        Vocabulary?.Show(prediction);
    }

    /// <summary>Writes the prediction for an example when more is asked than its features: a forecast over a horizon, a choice among arms, an
    /// explanation.</summary>
    /// <param name="x">The features.</param>
    /// <param name="prediction">Receives the prediction.</param>
    /// <param name="options">What is asked.</param>
    /// <exception cref="ArgumentException">A model of this task cannot be asked that.</exception>
    public void Predict(FeatureVector x, Prediction prediction, PredictionOptions options)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        Task.Check(options);
        x = Own(x);
        var more = new FurtherAnswers(Component, options);
        if (LearnDuringPredict)
        {
            x.AdmitStrangers();
        }

        Task.Predict(Component, x, prediction, options.FutureFeatures is null ? options : OwnFuture(options));
        if (_activeLearner is not null)
        {
            Ask(_activeLearner, x, prediction);
        }

        Vocabulary?.Show(prediction);
        if (more.AreWanted)
        {
            more.Give(Abilities.Seen(Component, x), prediction);
            Vocabulary?.Show(prediction.Contributions);
        }
    }

    /// <summary>Refuses what this model cannot be asked, before it is asked.</summary>
    /// <exception cref="ArgumentException">The options ask for it.</exception>
    public void Check(PredictionOptions options)
    {
        Task.Check(options);
        if (Component is IForecaster forecaster)
        {
            ForecastingTask.Check(forecaster, options.FutureFeatures);
        }

        _ = new FurtherAnswers(Component, options);
    }

    /// <summary>Learns from an example without a target. Models that need one learn nothing.</summary>
    public void Learn(FeatureVector x)
    {
        x = Own(x);
        CheckNames(x);
        var names = Features.Mark();
        try
        {
            Task.Learn(Component, x, 1);
        }
        catch
        {
            x.TakeBack(names);
            throw;
        }
    }

    /// <summary>Learns from an example and its target.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The target: a number for a regression, a class for a classification; ignored by unsupervised models.</param>
    /// <param name="weight">How much the example counts; finite and at least 0.</param>
    /// <exception cref="ArgumentException">The target does not fit the task.</exception>
    public void Learn(FeatureVector x, Target y, double weight = 1) => LearnFrom(x, in y, weight);

    /// <summary>Does the same without a copy of the target.</summary>
    internal void LearnFrom(FeatureVector x, in Target y, double weight)
    {
        x = Own(x);
        CheckNames(x);
        var names = Features.Mark();
        var labels = Labels.Length;
        try
        {
            LearnOwn(x, in y, weight);
        }
        catch
        {
            x.TakeBack(names);
            Vocabulary?.Shrink(labels);
            throw;
        }
    }

    /// <summary>Learns from an example and the text of its class.</summary>
    /// <param name="x">The features.</param>
    /// <param name="label">The class.</param>
    /// <param name="weight">How much the example counts; finite and at least 0.</param>
    /// <exception cref="ArgumentException">The model is none of classes.</exception>
    public void Learn(FeatureVector x, string label, double weight = 1) => Learn(x, new Target(new Label(label)), weight);

    /// <summary>Writes the prediction for an example, then learns the example: the same as the two calls one after the other, but
    /// a model that can computes once what they have in common.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The target, as for <see cref="Learn(FeatureVector, Target, double)"/>.</param>
    /// <param name="prediction">Receives the prediction from before the example was learned.</param>
    /// <param name="weight">How much the example counts; finite and at least 0.</param>
    /// <exception cref="ArgumentException">The target does not fit the task.</exception>
    public void PredictThenLearn(FeatureVector x, Target y, Prediction prediction, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        x = Own(x);
        if (x.HasStrangers || _activeLearner is not null)
        {
            Predict(x, prediction);
            Learn(x, y, weight);
        }
        else if (_regressor is not null)
        {
            RegressionTask.Instance.PredictThenLearn(_regressor, x, in y, prediction, weight);
        }
        else if (_classification is null)
        {
            Task.PredictThenLearn(Component, x, in y, prediction, weight);
        }
        else if (Vocabulary!.TryTeach(ClassificationTask.ClassOf(in y), out var taught))
        {
            _classification.PredictThenLearn(_classifier!, x, taught, prediction, weight);
            Vocabulary.Show(prediction);
        }
        else
        {
            Predict(x, prediction);
            Learn(x, y, weight);
        }
    }

    /// <summary>Does the same with an example that the pipeline of this model has prepared for its last step.</summary>
    internal void PredictThenLearnPrepared(FeatureVector prepared, in Target y, Prediction prediction)
    {
        var last = _pipeline!.Last!;
        if (Vocabulary is null)
        {
            Task.PredictThenLearn(last, prepared, in y, prediction, 1);
            return;
        }

        // The answer is shown as the classes are called before this one is known.
        if (!Vocabulary.TryTeach(ClassificationTask.ClassOf(in y), out var taught))
        {
            Task.Predict(last, prepared, prediction);
            Vocabulary.Show(prediction);
            TeachNewClass(last, prepared, in y);
            return;
        }

        Task.PredictThenLearn(last, prepared, taught, prediction, 1);
        Vocabulary.Show(prediction);
    }

    /// <summary>The model's spec with every parameter, and with its labels when they were declared, as JSON.</summary>
    /// <exception cref="SpecException">The model holds a component that exists in code only.</exception>
    public string ToSpec() => Vocabulary is { IsDeclared: true }
        ? DeclaredLabels.Around(_catalog.ToSpec(Component), Vocabulary.Known.Labels)
        : _catalog.ToSpec(Component);

    /// <summary>The steps of the model and their parameters in the form in which the River API describes models.</summary>
    public JsonElement Describe() => _catalog.Describe(Component);

    /// <summary>Writes the model with all it has learned.</summary>
    /// <exception cref="SpecException">The model holds a component that exists in code only.</exception>
    public void Save(Stream stream, params ReadOnlySpan<(string Name, IStateful Part)> companions) =>
        ModelFile.Write(
            stream,
            Header,
            [(ModelFile.FeaturesPart, Features), (ModelFile.StatePart, Component), .. OwnParts, .. companions]);

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="catalog">The components to choose from; the built-in ones when null.</param>
    /// <param name="options">How large the model may be, for a file that somebody else made; without limits when null.</param>
    /// <exception cref="StateFormatException">The file is damaged or no model.</exception>
    /// <exception cref="SpecException">The file names a component that the catalog does not know, or is of a model that is too large.</exception>
    public static Model Load(Stream stream, ComponentCatalog? catalog = null, SpecOptions? options = null) =>
        Load(ModelFile.Read(stream), catalog, options);

    /// <summary>Takes the model out of a file that was read and checked.</summary>
    /// <param name="file">The file.</param>
    /// <param name="catalog">The components to choose from; the built-in ones when null.</param>
    /// <param name="options">How large the model may be, for a file that somebody else made; without limits when null.</param>
    /// <exception cref="StateFormatException">The state does not fit the model of the file's spec.</exception>
    /// <exception cref="SpecException">The file names a component that the catalog does not know, or is of a model that is too large.</exception>
    public static Model Load(ModelFile file, ComponentCatalog? catalog = null, SpecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var limits = options ?? SpecOptions.Unlimited;
        CheckLimits(file.Header, limits);
        CheckNames(file.Header, limits);
        var model = FromSpec(file.Header.Spec, limits.For(file.Header), catalog);
        file.Fill(model.Features, model.Component);
        if (model.Vocabulary is not null && !file.TryFill(ModelFile.LabelsPart, model.Vocabulary))
        {
            model.FindLabels();
        }

        return model;
    }

    /// <summary>The SHA-256 of all that the model has learned. Models that learned the same have the same hash.</summary>
    public string StateHash() => StateFormat.Hash(this);

    /// <summary>About how many bytes of memory the learned state takes.</summary>
    public long MemorySize() => StateFormat.MemorySize(this);

    /// <summary>How far the vocabularies of the model have grown; it costs as much as to walk through the learned state.</summary>
    public NameCount CountNames() => StateFormat.Measure(this).Names;

    void IStateful.Describe(StateArchive state)
    {
        state.Child(ModelFile.FeaturesPart, Features);
        state.Child(ModelFile.StatePart, Component);
        if (Vocabulary is not null)
        {
            state.Child(ModelFile.LabelsPart, Vocabulary);
        }
    }

    private void Ask(IActiveLearner learner, FeatureVector x, Prediction prediction)
    {
        var isWanted = learner.Ask(Abilities.Seen(Component, x), prediction.Probabilities);
        prediction.SetProbabilities(Task);
        prediction.SetLabelWanted(isWanted);
    }

    private static ModelTask TaskOf(IStateful component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return ModelTask.TryOf(component) ?? throw new ArgumentException($"{component.GetType().Name} is a part of models, not a model.", nameof(component));
    }

    private void LearnOwn(FeatureVector x, in Target y, double weight)
    {
        if (_regressor is not null)
        {
            RegressionTask.Instance.Learn(_regressor, x, in y, weight);
        }
        else if (_classification is not null)
        {
            if (Require.Weight(weight))
            {
                _classification.Learn(_classifier!, x, Vocabulary!.Admit(ClassificationTask.ClassOf(in y)), weight);
            }
            else
            {
                Vocabulary!.Fit(ClassificationTask.ClassOf(in y));
            }
        }
        else
        {
            Task.Learn(Component, x, in y, weight);
        }
    }

    private void TeachNewClass(IStateful learner, FeatureVector x, in Target y)
    {
        var labels = Labels.Length;
        try
        {
            Task.Learn(learner, x, Vocabulary!.Admit(ClassificationTask.ClassOf(in y)), 1);
        }
        catch
        {
            Vocabulary!.Shrink(labels);
            throw;
        }
    }
}
