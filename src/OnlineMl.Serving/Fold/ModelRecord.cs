using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>What a model's predictions were worth, beyond its metrics of now: these over its life, and for classes what was taken for what.</summary>
internal sealed class ModelRecord : IStateful
{
    private Model _model;
    private readonly MetricSet _metrics;
    private readonly MetricHistory _history;
    private readonly ConfusionCounts _confusion = new();
    private readonly ScoreCounts _scores = new();
    private readonly MetricSet? _counts;

    public ModelRecord(Model model, MetricSet metrics)
    {
        (_model, _metrics, _history) = (model, metrics, new MetricHistory(metrics.Count));
        _counts = model.Task.HasClasses ? new MetricSet(_confusion, _scores) : null;
    }

    /// <summary>What is to be updated with each prediction of classes; null for other models.</summary>
    public MetricSet? Counts => _counts;

    /// <summary>How many examples were learned under the model's name.</summary>
    public long Examples => _history.Examples;

    /// <summary>Takes note of an example that was learned at a time in milliseconds since 1970.</summary>
    public void Learned(long time) => _history.Add(time, _metrics);

    /// <summary>Takes in what shares have noted since they were what this is; the metrics are merged already.</summary>
    public void Merge(Shares shares)
    {
        _history.Merge(shares.Of<ModelRecord>(record => record._history), _metrics);
        if (_counts is not null)
        {
            ((IMergeable)_counts).Merge(shares.Of<ModelRecord>(record => record._counts!));
        }
    }

    /// <summary>Takes note that another model goes on in the place of this one.</summary>
    /// <param name="successor">The other one.</param>
    /// <param name="time">When, in milliseconds since 1970.</param>
    public void Replaced(Model successor, long time)
    {
        _model = successor;
        _history.MarkReplacement(time);
    }

    /// <summary>The metrics over the model's life.</summary>
    /// <exception cref="OnlineMlException">There is no such metric.</exception>
    public MetricHistoryResponse ReadHistory(string name, string? metric) => _history.Read(name, _metrics, metric);

    /// <summary>What was taken for what.</summary>
    public ModelReport ReadReport(string name)
    {
        if (_counts is not null)
        {
            _model.Follow(_counts);
        }

        return new ModelReport(name, _history.Examples, _confusion.Read(), _scores.ReadCalibration(), _scores.ReadRoc());
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("history", _history);
        if (_counts is not null)
        {
            state.Child("counts", _counts);
        }
    }
}
