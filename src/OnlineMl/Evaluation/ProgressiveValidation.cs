using OnlineMl.Datasets;
using OnlineMl.Metrics;

namespace OnlineMl.Evaluation;

/// <summary>Measures a model on examples that it then learns: each is predicted, then the metrics are updated, then it is
/// learned, so that every prediction is of an example that the model has not seen. A weight counts for learning; the metrics take each example
/// once. One whose target is <see cref="Target.Unknown"/> is predicted only, and told to the observer.</summary>
/// <remarks>Dawid, "Prequential data analysis" (1984). A model that cannot answer yet leaves the metrics alone. Nothing is
/// allocated per example unless the data need it.
/// <example><code>
/// var model = Model.FromSpec("""["StandardScaler", "LogisticRegression"]""");
/// var result = new ProgressiveValidation().Run(model, new BreastCancer(), new MetricSet(new Accuracy()));
/// Console.WriteLine(result.Metrics["Accuracy"]);
/// </code></example></remarks>
public sealed class ProgressiveValidation
{
    /// <summary>How long after its prediction the target of an example becomes known. Default null: at once.</summary>
    public EvaluationDelay? Delay { get; init; }

    /// <summary>After how many examples each the metrics are recorded. Range [0, ∞), default 0: never.</summary>
    public long CheckpointEvery { get; init => field = Require.Between(value, 0, long.MaxValue); }

    /// <summary>At most how many examples are read. Range [0, ∞), default no limit.</summary>
    public long Limit { get; init => field = Require.Between(value, 0, long.MaxValue); } = long.MaxValue;

    /// <summary>Whether the data are read on a thread of their own. Takes effect when <see cref="IExampleReader.HasFixedFeatures"/>
    /// allows it. Default false.</summary>
    public bool ReadsAhead { get; init; }

    /// <summary>Is told now and then how many examples were done.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Is told each prediction.</summary>
    public PredictionObserver? Observer { get; init; }

    /// <summary>The clock that the evaluation takes its time from.</summary>
    public TimeProvider TimeProvider { get; init => field = Require.Given(value); } = TimeProvider.System;

    /// <summary>Evaluates a model on a data set from its first example on.</summary>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public EvaluationResult Run(Model model, IDataset data, MetricSet metrics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count is null && Limit == long.MaxValue)
        {
            throw new InvalidOperationException($"{data.Name} has no end; set {nameof(Limit)}.");
        }

        using var reader = data.Open();
        return Run(model, reader, metrics, cancellationToken);
    }

    /// <summary>Evaluates a model on the examples of a reader.</summary>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public EvaluationResult Run(Model model, IExampleReader data, MetricSet metrics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(metrics);
        var run = new EvaluationRun(this, model, metrics, cancellationToken);
        return run.Over(data);
    }
}
