using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OnlineMl;

/// <summary>What a model says about one example: a reusable buffer that a model of any task can fill.</summary>
public sealed class Prediction
{
    private double[] _forecast = [];
    private Interval[] _intervals = [];
    private Label[] _ranking = [];
    private int _horizon;
    private bool _hasMore;

    /// <summary>The task of the model that filled this.</summary>
    public ModelTask Task { get; private set; } = ModelTask.Regression;

    /// <summary>Whether there is no answer, because the model has learned nothing yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>The predicted target of a regression, or the score of an anomaly detector.</summary>
    public double Number { get; private set; }

    /// <summary>The number of the cluster of a clustering; 0 when there is none, which <see cref="IsEmpty"/> tells.</summary>
    public int Cluster { get; private set; }

    /// <summary>The most probable class of a classification.</summary>
    public Label Label { get; private set; }

    /// <summary>The classes and their probabilities; empty when the model is no classifier.</summary>
    public Probabilities Probabilities { get; } = new();

    /// <summary>The values of the next steps of a series; empty when the model is no forecaster. <see cref="Number"/> is the first of them.</summary>
    public ReadOnlySpan<double> Forecast => _forecast.AsSpan(0, _horizon);

    /// <summary>Where the target of a regression, or the next value of a series, is expected to lie; null when the model does not say.</summary>
    public Interval? Interval { get; private set; }

    /// <summary>Where the values of the next steps of a series are expected to lie, as many as <see cref="Forecast"/> has; empty when the model does
    /// not say.</summary>
    public ReadOnlySpan<Interval> Intervals => _intervals;

    /// <summary>The predictions of a model with several outputs, by name; empty for the other models.</summary>
    public NamedPredictions Outputs => field ??= new NamedPredictions();

    /// <summary>What each feature adds to the prediction; empty when that was not asked for.</summary>
    public Contributions Contributions => field ??= new Contributions();

    /// <summary>Whether the model wants to be told the class of the example; null when it does not say.</summary>
    public bool? IsLabelWanted { get; private set; }

    /// <summary>Whether the score is that of an anomaly; null when the detector does not say.</summary>
    public bool? IsAnomaly { get; private set; }

    /// <summary>The items in the order in which the user is expected to like them, the best first; empty when no order was asked for.</summary>
    public ReadOnlySpan<Label> Ranking => _ranking;

    /// <summary>Forgets the answer.</summary>
    public void Clear()
    {
        if (_hasMore)
        {
            ClearMore();
        }

        IsEmpty = true;
        Label = default;
        Probabilities.Clear();
    }

    /// <summary>Makes this a number.</summary>
    public void SetNumber(ModelTask task, double number)
    {
        Clear();
        Become(task);
        Number = number;
        IsEmpty = false;
    }

    /// <summary>Makes this the score of an anomaly detector, or the answer that there is none yet when it is NaN.</summary>
    public void SetScore(ModelTask task, double score)
    {
        SetNumber(task, score);
        IsEmpty = double.IsNaN(score);
    }

    /// <summary>Makes this a cluster, or the answer that the example belongs to none.</summary>
    public void SetCluster(int? cluster)
    {
        Clear();
        Become(ModelTask.Clustering);
        Cluster = cluster ?? 0;
        IsEmpty = cluster is null;
    }

    /// <summary>Makes this a class without probabilities.</summary>
    public void SetLabel(ModelTask task, Label label)
    {
        Clear();
        Become(task);
        Label = label;
        IsEmpty = label.IsNone;
    }

    /// <summary>Takes over the probabilities that were written to <see cref="Probabilities"/>.</summary>
    public void SetProbabilities(ModelTask task)
    {
        Become(task);
        Label = Probabilities.MostProbable;
        IsEmpty = Probabilities.Count == 0;
    }

    /// <summary>Makes this a forecast, and gives its values to be filled in; <see cref="FinishForecast"/> ends that.</summary>
    /// <param name="task">The task.</param>
    /// <param name="horizon">How many steps; at least 1.</param>
    public Span<double> SetForecast(ModelTask task, int horizon)
    {
        Require.Positive(horizon, nameof(horizon));
        Clear();
        Become(task);
        _hasMore = true;
        _horizon = horizon;
        if (_forecast.Length < horizon)
        {
            _forecast = new double[horizon];
        }

        return _forecast.AsSpan(0, horizon);
    }

    /// <summary>Takes over the values that were filled in. There is no answer when the first is NaN.</summary>
    public void FinishForecast()
    {
        Number = _forecast[0];
        IsEmpty = double.IsNaN(Number);
    }

    /// <summary>Takes over the outputs that were written to <see cref="Outputs"/>.</summary>
    public void SetOutputs(ModelTask task)
    {
        Become(task);
        _hasMore = true;
        IsEmpty = Outputs.Count == 0;
    }

    /// <summary>Adds where the target is expected to lie.</summary>
    public void SetInterval(Interval? interval)
    {
        _hasMore = true;
        Interval = interval;
    }

    /// <summary>Adds where the values of the next steps are expected to lie.</summary>
    /// <param name="intervals">An interval for each step of the forecast.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void SetIntervals(ReadOnlySpan<Interval> intervals)
    {
        if (intervals.Length != _horizon)
        {
            throw new ArgumentException($"There are {intervals.Length} intervals for {_horizon} steps.", nameof(intervals));
        }

        _intervals = intervals.ToArray();
        SetInterval(_intervals[0]);
    }

    /// <summary>Adds whether the model wants to be told the class of the example.</summary>
    public void SetLabelWanted(bool isWanted)
    {
        _hasMore = true;
        IsLabelWanted = isWanted;
    }

    /// <summary>Adds whether the score is that of an anomaly.</summary>
    public void SetVerdict(bool isAnomaly)
    {
        _hasMore = true;
        IsAnomaly = isAnomaly;
    }

    /// <summary>Adds items in their order.</summary>
    public void SetRanking(ReadOnlySpan<Label> items)
    {
        _hasMore = true;
        _ranking = items.ToArray();
    }

    /// <summary>Takes over what was written to <see cref="Contributions"/>.</summary>
    public void SetContributions() => _hasMore = true;

    /// <summary>Makes this a copy of another prediction.</summary>
    public void CopyFrom(Prediction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        Task = other.Task;
        IsEmpty = other.IsEmpty;
        Number = other.Number;
        Cluster = other.Cluster;
        Label = other.Label;
        Probabilities.CopyFrom(other.Probabilities);
        if (other._hasMore)
        {
            CopyMore(other);
        }
    }

    private void CopyMore(Prediction other)
    {
        _hasMore = true;
        _horizon = other._horizon;
        _forecast = other.Forecast.ToArray();
        Interval = other.Interval;
        _intervals = other._intervals;
        IsLabelWanted = other.IsLabelWanted;
        IsAnomaly = other.IsAnomaly;
        _ranking = other._ranking;
        Outputs.CopyFrom(other.Outputs);
        Contributions.CopyFrom(other.Contributions);
    }

    /// <summary>What the prediction says as a JSON value, such as <c>12.5</c>, <c>{"ham":0.9,"spam":0.1}</c>, or <c>"ham"</c> when no probabilities are known.</summary>
    public override string ToString()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            if (Probabilities.Count > 0)
            {
                Task.WriteInFull(json, this);
            }
            else
            {
                Task.Write(json, this);
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private void ClearMore()
    {
        _hasMore = false;
        _horizon = 0;
        Interval = null;
        _intervals = [];
        IsLabelWanted = null;
        IsAnomaly = null;
        _ranking = [];
        Outputs.Clear();
        Contributions.Clear();
    }

    // Mostly it is the same task again, and writing a reference costs more than comparing it.
    private void Become(ModelTask task)
    {
        if (!ReferenceEquals(Task, task))
        {
            ArgumentNullException.ThrowIfNull(task);
            Task = task;
        }
    }
}
