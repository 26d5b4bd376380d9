using OnlineMl.Anomaly;
using OnlineMl.Bandits;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.TimeSeries;

namespace OnlineMl.Composition;

/// <summary>Transformers in a row, mostly with a model behind them.</summary>
/// <remarks>Predicting changes nothing. Learning walks the steps: an unsupervised step learns the example and then
/// transforms it, a supervised one transforms it and then learns it with the target, and the last step learns what comes
/// out. <c>a | b</c> makes a pipeline.</remarks>
public abstract class Pipeline : IReversible, IHashedFeatures, IMergeable
{
    private readonly IStateful? _last;
    private LearnerUndo? _undo;

    private protected Pipeline(ReadOnlySpan<ITransformer> transformers, IStateful? last, bool learnDuringPredict)
    {
        _last = last;
        Chain = new TransformerChain(transformers, last is IHashedFeatures hashed ? hashed.HashBits : 0);
        LearnDuringPredict = learnDuringPredict;
    }

    /// <summary>The transformers, in order.</summary>
    public ReadOnlySpan<ITransformer> Transformers => Chain.Steps;

    /// <summary>The model behind the transformers; null for a pipeline of transformers only.</summary>
    public IStateful? Last => _last;

    /// <summary>The names of the features that come out of the transformers, by which the weights of a model behind them can be
    /// read; null when every transformer keeps the names of the features that come in.</summary>
    public FeatureSpace? TransformedFeatures => Chain.OutputSpace;

    /// <summary>Whether unsupervised steps learn when the pipeline predicts, and not when it learns: the behaviour of
    /// river before 0.19, in which every example must be predicted once before it is learned.</summary>
    public bool LearnDuringPredict { get; }

    int IHashedFeatures.HashBits => Chain.KeepsFeatures ? Chain.HashBits : 0;

    /// <summary>The space of prepared examples, or null when examples must be transformed when it is their turn.</summary>
    internal FeatureSpace? PreparedSpace => LearnDuringPredict ? null : Chain.FixedSpace;

    /// <summary>Whether a step may keep an example from the model.</summary>
    internal bool HasGate => Chain.HasGate;

    private protected TransformerChain Chain { get; }

    /// <summary>Whether what holds this pipeline sees to it that a refused example leaves no trace.</summary>
    private protected bool IsMarked { get; private set; }

    /// <summary>A pipeline with a regressor behind the transformers.</summary>
    public static RegressorPipeline Of(ReadOnlySpan<ITransformer> transformers, IRegressor model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a classifier behind the transformers.</summary>
    public static ClassifierPipeline Of(ReadOnlySpan<ITransformer> transformers, IClassifier model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a clusterer behind the transformers.</summary>
    public static ClustererPipeline Of(ReadOnlySpan<ITransformer> transformers, IClusterer model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with an anomaly detector behind the transformers.</summary>
    public static AnomalyDetectorPipeline Of(ReadOnlySpan<ITransformer> transformers, IAnomalyDetector model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a forecaster behind the transformers.</summary>
    public static ForecasterPipeline Of(ReadOnlySpan<ITransformer> transformers, IForecaster model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a regressor of several targets behind the transformers.</summary>
    public static MultiTargetRegressorPipeline Of(ReadOnlySpan<ITransformer> transformers, IMultiTargetRegressor model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a classifier of several labels behind the transformers.</summary>
    public static MultiLabelClassifierPipeline Of(ReadOnlySpan<ITransformer> transformers, IMultiLabelClassifier model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a detector of unusual targets behind the transformers.</summary>
    public static SupervisedAnomalyDetectorPipeline Of(ReadOnlySpan<ITransformer> transformers, ISupervisedAnomalyDetector model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a policy behind the transformers.</summary>
    public static PolicyPipeline Of(ReadOnlySpan<ITransformer> transformers, IPolicy model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline with a detector of changes behind the transformers.</summary>
    public static DataDriftDetectorPipeline Of(ReadOnlySpan<ITransformer> transformers, IDataDriftDetector model, bool learnDuringPredict = false) =>
        new(transformers, model, learnDuringPredict);

    /// <summary>A pipeline of transformers, itself a transformer.</summary>
    public static TransformerPipeline Of(ReadOnlySpan<ITransformer> transformers, bool learnDuringPredict = false) =>
        new(transformers, learnDuringPredict);

    /// <summary>An example as the last step sees it; nothing learns it.</summary>
    internal FeatureVector SeenByLast(FeatureVector x) => Chain.Transform(x, Learning.Nothing);

    /// <summary>Transforms an example for the last step, which may learn other examples on another thread meanwhile.</summary>
    internal void Prepare(FeatureVector x, FeatureVector prepared) => Chain.Prepare(x, prepared);

    /// <summary>A pipeline of untrained twins of the steps.</summary>
    internal Pipeline CopyUntrained()
    {
        var transformers = new ITransformer[Transformers.Length];
        for (var i = 0; i < transformers.Length; i++)
        {
            transformers[i] = Untrained.CopyOf(Transformers[i]);
        }

        return Make(transformers, Untrained.CopyOrNull(_last));
    }

    /// <summary>A pipeline of the same kind with other parts.</summary>
    private protected abstract Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last);

    /// <summary>Takes note of an example that the last step has learned.</summary>
    private protected void NoteLearned(FeatureVector transformed, in Target y, double weight)
    {
        if (IsMarked)
        {
            _undo?.Note(transformed, in y, weight);
        }
        else
        {
            _undo?.NoteUnknown();
        }
    }

    /// <summary>Takes note that the last step learns something else.</summary>
    private protected void NoteUnknown() => _undo?.NoteUnknown();

    void IReversible.Mark()
    {
        Chain.Mark();
        if (_last is not null)
        {
            (_undo ??= new LearnerUndo(_last)).Mark();
        }

        IsMarked = true;
    }

    void IReversible.Release()
    {
        IsMarked = false;
        Chain.Release();
        _undo?.Release();
    }

    void IReversible.TakeBack()
    {
        IsMarked = false;
        Chain.TakeBack();
        _undo?.TakeBack();
    }

    string? IMergeable.Obstacle => Chain.Obstacle ?? (_last is null ? null : Mixer.ObstacleOf(_last));

    void IMergeable.Merge(Shares shares)
    {
        _undo?.NoteUnknown();
        var seenByLast = Chain.Merge(shares.Of<Pipeline>(pipeline => pipeline.Chain));
        if (_last is { } last)
        {
            ((IMergeable)last).Merge(shares.Of<Pipeline>(pipeline => pipeline._last!).WithFeaturesOf(seenByLast));
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        if (state.IsLoading)
        {
            _undo?.NoteUnknown();
        }

        state.Child("transformers", Chain);
        if (_last is not null)
        {
            state.Child("last", _last);
        }
    }
}
