using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>Any revertible metric of classes over the predictions of the last period only.</summary>
/// <remarks>Late predictions and expiry are as with <see cref="TimeRollingRegressionMetric"/>.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingClassificationMetric : IClassificationMetric, ITimeAware
{
    private readonly ClassificationWindow _window = new();
    private long _time;
    private long _latest = -1;

    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a prediction counts; above 0.</param>
    public TimeRollingClassificationMetric(IRevertibleClassificationMetric obj, TimeSpan period)
    {
        Obj = Require.Given(obj);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Period = period;
    }

    /// <summary>The metric that is kept over the period.</summary>
    [Parameter("obj", "metric")]
    public IRevertibleClassificationMetric Obj { get; }

    /// <summary>How long a prediction counts; above 0.</summary>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public DateTime Time
    {
        get => new(_time);
        set => _time = value.Ticks;
    }

    /// <inheritdoc/>
    public string Name => $"TimeRolling({Obj.Name}, {Period:c})";

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => Obj.BiggerIsBetter;

    /// <inheritdoc/>
    public bool RequiresLabels => Obj.RequiresLabels;

    /// <summary>Takes in one prediction that belongs to <see cref="Time"/>. Nothing happens when there is no predicted class.</summary>
    /// <param name="yTrue">The class.</param>
    /// <param name="yPred">The predicted class.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            Settle(_window.Add(yTrue, yPred, weight, _time));
        }
    }

    /// <summary>Takes in one prediction that belongs to <see cref="Time"/>. Nothing happens when the probabilities are empty.</summary>
    /// <param name="yTrue">The class.</param>
    /// <param name="yPred">The predicted probabilities.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (RequiresLabels)
        {
            Update(yTrue, yPred.MostProbable, weight);
        }
        else if (yPred.Count > 0)
        {
            Settle(_window.Add(yTrue, yPred, weight, _time));
        }
    }

    /// <inheritdoc/>
    public override string? ToString() => Obj.ToString();

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("window", _window);
        state.Field("time", ref _time);
        state.Field("latest", ref _latest, WholeRange.AtLeast(-1));
    }

    private void Settle(ClassificationRecord record)
    {
        record.Update(Obj);
        if (_time <= _latest)
        {
            return;
        }

        _latest = _time;
        while (_window.Oldest is { } oldest && oldest.Ticks <= _time - Period.Ticks)
        {
            oldest.Revert(Obj);
            _window.RemoveOldest();
        }
    }
}
