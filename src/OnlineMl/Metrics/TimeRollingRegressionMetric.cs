using OnlineMl.Catalog;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>Any metric of numbers over the predictions of the last period only.</summary>
/// <remarks>What is <see cref="Period"/> old or older is taken back as soon as something newer comes. A prediction that comes
/// late is taken in at its place; nothing expires then. Memory grows with the predictions in the period.</remarks>
[Component("TimeRolling")]
public sealed class TimeRollingRegressionMetric : IRegressionMetric, ITimeAware
{
    private readonly TimeLine _line = new(columns: 3);

    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the period; it belongs to this one from then on.</param>
    /// <param name="period">How long a prediction counts; above 0.</param>
    public TimeRollingRegressionMetric(IRevertibleRegressionMetric obj, TimeSpan period)
    {
        Obj = Require.Given(obj);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Period = period;
    }

    /// <summary>The metric that is kept over the period.</summary>
    [Parameter("obj", "metric")]
    public IRevertibleRegressionMetric Obj { get; }

    /// <summary>How long a prediction counts; above 0.</summary>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public DateTime Time
    {
        get => _line.Time;
        set => _line.Time = value;
    }

    /// <inheritdoc/>
    public string Name => $"TimeRolling({Obj.Name}, {Period:c})";

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => Obj.BiggerIsBetter;

    /// <summary>Takes in one prediction that belongs to <see cref="Time"/>.</summary>
    /// <param name="yTrue">The target.</param>
    /// <param name="yPred">The prediction.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        Obj.Update(yTrue, yPred, weight);
        var row = _line.Insert();
        row[0] = yTrue;
        row[1] = yPred;
        row[2] = weight;
        while (_line.TryExpire(Period, out var old))
        {
            Obj.Revert(old[0], old[1], old[2]);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("line", _line);
    }
}
