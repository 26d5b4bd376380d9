using System.Collections;
using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>Metrics of one task that are updated together.</summary>
/// <remarks>Metrics that read a <see cref="ConfusionMatrix"/> and have seen nothing yet come to share one, which is updated once
/// for all of them. From then on they are updated through the set alone.</remarks>
/// <example><code>
/// var metrics = new MetricSet(new Accuracy(), new MacroF1());
/// metrics.Update(yTrue: "cat", yPred: "cat");
///
/// Console.WriteLine(metrics["MacroF1"].Value); // 1
/// </code></example>
public sealed class MetricSet : IStateful, IReadOnlyList<IMetric>, IMergeable
{
    private readonly IMetric[] _metrics;
    private readonly ConfusionMatrix[] _matrices;
    private readonly IClassificationMetric[] _ofClasses;
    private readonly IClassificationMetric[] _ofProbabilities;
    private readonly IRegressionMetric[] _ofNumbers;
    private readonly IClusteringMetric[] _ofClusters;
    private readonly ITimeAware[] _timed;
    private readonly ITwoSided[] _twoSided;
    private readonly Probabilities _score = new();
    private ClassTable? _sides;
    private bool _isReversed;

    /// <summary>Makes a set.</summary>
    /// <exception cref="ArgumentException">Metrics of different tasks are mixed.</exception>
    public MetricSet(params ReadOnlySpan<IMetric> metrics)
    {
        _metrics = metrics.ToArray();
        var readers = _metrics.OfType<ConfusionMatrixMetric>().ToList();
        var shared = new ConfusionMatrix();
        foreach (var reader in readers)
        {
            reader.Share(shared);
        }

        _matrices = [.. readers.Select(reader => reader.Matrix).Distinct()];
        IClassificationMetric[] ofEither = [.. _metrics.OfType<IClassificationMetric>().Where(metric => metric is not ConfusionMatrixMetric)];
        _ofClasses = [.. ofEither.Where(metric => metric.RequiresLabels)];
        _ofProbabilities = [.. ofEither.Where(metric => !metric.RequiresLabels)];
        _ofNumbers = [.. _metrics.OfType<IRegressionMetric>()];
        _ofClusters = [.. _metrics.OfType<IClusteringMetric>()];
        _twoSided = [.. _matrices, .. ofEither.OfType<ITwoSided>()];
        _timed = [.. _metrics.OfType<ITimeAware>()];
        var tasks = (_ofNumbers.Length > 0 ? 1 : 0) + (_ofClusters.Length > 0 ? 1 : 0) + (ofEither.Length + readers.Count > 0 ? 1 : 0);
        if (tasks > 1)
        {
            throw new ArgumentException("The metrics of a set must all be of one task: regression, classification or clustering.", nameof(metrics));
        }
    }

    /// <summary>How many metrics there are.</summary>
    public int Count => _metrics.Length;

    /// <summary>Whether any of them looks at probabilities rather than at the predicted class alone.</summary>
    public bool UsesProbabilities => _ofProbabilities.Length > 0;

    /// <summary>The metric at a position.</summary>
    public IMetric this[int index] => _metrics[index];

    /// <summary>The first metric of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public IMetric this[string name] =>
        Array.Find(_metrics, metric => string.Equals(metric.Name, name, StringComparison.Ordinal)) ??
        throw new KeyNotFoundException($"There is no metric '{name}' in the set.");

    /// <summary>The usual set for a regression: MAE, RMSE and SMAPE.</summary>
    public static MetricSet ForRegression() => new(new Mae(), new Rmse(), new Smape());

    /// <summary>The usual set for two classes: Accuracy, LogLoss, Precision, Recall and F1.</summary>
    public static MetricSet ForBinaryClassification() => new(new Accuracy(), new LogLoss(), new Precision(), new Recall(), new F1());

    /// <summary>The usual set for several classes: Accuracy, CrossEntropy and the macro and micro forms of precision, recall and F1.</summary>
    public static MetricSet ForMulticlassClassification() => new(
        new Accuracy(),
        new CrossEntropy(),
        new MacroPrecision(),
        new MacroRecall(),
        new MacroF1(),
        new MicroPrecision(),
        new MicroRecall(),
        new MicroF1());

    /// <summary>Sets the moment to which the next updates belong, for the metrics that run over a period.</summary>
    public void SetTime(DateTime time)
    {
        foreach (var metric in _timed)
        {
            metric.Time = time;
        }
    }

    /// <summary>Takes in one predicted number.</summary>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        foreach (var metric in _ofNumbers)
        {
            metric.Update(yTrue, yPred, weight);
        }
    }

    /// <summary>Takes in one predicted class. Metrics of probabilities take it as certain. Nothing happens when there is none.</summary>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        UpdateMatrices(yTrue, yPred, weight);
        foreach (var metric in _ofClasses)
        {
            metric.Update(yTrue, yPred, weight);
        }

        foreach (var metric in _ofProbabilities)
        {
            metric.Update(yTrue, yPred, weight);
        }
    }

    /// <summary>Takes in one prediction as probabilities; metrics of classes take the most probable one. Nothing happens when
    /// they are empty.</summary>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        Update(yTrue, yPred.MostProbable, yPred, weight);
    }

    /// <summary>Takes in one prediction of which both the class and the probabilities are known. Metrics of either kind are left
    /// alone when theirs is missing.</summary>
    public void Update(Label yTrue, Label yPred, Probabilities probabilities, double weight = 1)
    {
        UpdateMatrices(yTrue, yPred, weight);
        foreach (var metric in _ofClasses)
        {
            metric.Update(yTrue, yPred, weight);
        }

        foreach (var metric in _ofProbabilities)
        {
            metric.Update(yTrue, probabilities, weight);
        }
    }

    /// <summary>Takes in one score of how likely a positive is, such as that of an anomaly. Unless all metrics are of scores, it is taken for
    /// the probability of <c>true</c>.</summary>
    public void UpdateScore(Label yTrue, double score, double weight = 1) => UpdateScore(yTrue, score, null, weight);

    /// <summary>The same, where the model also says whether the score is that of the positive class, which is else a score above a half.</summary>
    internal void UpdateScore(Label yTrue, double score, bool? verdict, double weight = 1)
    {
        if (Array.TrueForAll(_metrics, metric => metric is IScoreMetric))
        {
            foreach (var metric in _metrics)
            {
                ((IScoreMetric)metric).Update(yTrue, score, weight);
            }

            return;
        }

        _score.Clear();
        _score.Add(false, 1 - score);
        _score.Add(true, score);
        if (verdict is { } isPositive)
        {
            Update(yTrue, isPositive, _score, weight);
        }
        else
        {
            Update(yTrue, _score, weight);
        }
    }

    /// <summary>Takes in one example and the cluster it was put in.</summary>
    public void Update(FeatureVector x, int yPred, IClusterCenters centers, double weight = 1)
    {
        foreach (var metric in _ofClusters)
        {
            metric.Update(x, yPred, centers, weight);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<IMetric> GetEnumerator() => ((IEnumerable<IMetric>)_metrics).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _metrics.GetEnumerator();

    /// <summary>Takes note of what the two classes of a model are called, which is told as false and true from here on, and of whether the second
    /// that came made the first one, which was taken for the negative class or the positive, the other.</summary>
    internal void Follow(ClassTable? sides, bool isReversed)
    {
        if (!ReferenceEquals(_sides, sides))
        {
            Call(sides);
        }

        if (_isReversed != isReversed)
        {
            _isReversed = isReversed;
            foreach (var metric in _twoSided)
            {
                metric.Reverse();
            }
        }
    }

    /// <summary>Goes on with the classes of a model that takes the place of another one.</summary>
    /// <param name="earlier">The two classes of that one.</param>
    /// <param name="sides">The two classes of this one.</param>
    /// <param name="isTurned">Whether what was the positive class is the negative one.</param>
    internal void Succeed(TwoSides earlier, TwoSides sides, bool isTurned)
    {
        Follow(earlier.IsPlain ? null : earlier.Classes, earlier.IsReversed);
        _isReversed = isTurned ? !sides.IsReversed : sides.IsReversed;
        Follow(sides.IsPlain ? null : sides.Classes, sides.IsReversed);
    }

    string? IMergeable.Obstacle => _metrics.Select(Mixer.ObstacleOf).FirstOrDefault(obstacle => obstacle is not null);

    void IMergeable.Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<MetricSet>(share);
            if (other._sides is not null)
            {
                Follow(other._sides, other._isReversed);
            }
        }

        for (var i = 0; i < _matrices.Length; i++)
        {
            var place = i;
            shares.Merge<MetricSet>(_matrices[i], set => set._matrices[place]);
        }

        for (var i = 0; i < _metrics.Length; i++)
        {
            var place = i;
            if (_metrics[i] is not ConfusionMatrixMetric)
            {
                shares.Merge<MetricSet>(_metrics[i], set => set._metrics[place]);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        if (state.IsLoading || _isReversed)
        {
            state.Field("isReversed", ref _isReversed);
        }

        if (state.IsLoading || _sides is not null)
        {
            state.Child("sides", ref _sides, () => new ClassTable());
        }

        for (var i = 0; i < _matrices.Length; i++)
        {
            state.Child(PartName("matrix", i), _matrices[i]);
        }

        for (var i = 0; i < _metrics.Length; i++)
        {
            if (_metrics[i] is not ConfusionMatrixMetric)
            {
                state.Child(PartName("metric", i), _metrics[i]);
            }
        }

        if (state.IsLoading)
        {
            Call(_sides is null or { Count: 2 } ? _sides : throw new StateFormatException($"The two classes that the metrics tell apart are {_sides.Count}."));
        }
    }

    private void Call(ClassTable? sides)
    {
        _sides = sides;
        foreach (var metric in _twoSided)
        {
            metric.Sides = sides;
        }
    }

    private static FieldName PartName(string part, int index) => new(
        string.Create(CultureInfo.InvariantCulture, $"{part}{index}"),
        Formerly: string.Create(CultureInfo.InvariantCulture, $"{part}_{index}"));

    private void UpdateMatrices(in Label yTrue, in Label yPred, double weight)
    {
        if (!yPred.IsNone)
        {
            foreach (var matrix in _matrices)
            {
                matrix.Update(in yTrue, in yPred, weight);
            }
        }
    }
}
