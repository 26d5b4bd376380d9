using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>Any metric of numbers over the last predictions only.</summary>
/// <remarks>Memory grows with the window.</remarks>
[Component("Rolling")]
public sealed class RollingRegressionMetric : IRegressionMetric, ISized
{
    private readonly NumberWindow _targets;
    private readonly NumberWindow _predictions;
    private readonly NumberWindow _weights;

    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many predictions count. Range [1, ∞).</param>
    public RollingRegressionMetric(IRevertibleRegressionMetric obj, int windowSize)
    {
        Obj = Require.Given(obj);
        WindowSize = Require.Positive(windowSize);
        _targets = new NumberWindow(windowSize);
        _predictions = new NumberWindow(windowSize);
        _weights = new NumberWindow(windowSize);
    }

    /// <summary>The metric that is kept over the window.</summary>
    [Parameter("obj", "metric")]
    public IRevertibleRegressionMetric Obj { get; }

    /// <summary>How many predictions count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"Rolling({Obj.Name}, {WindowSize})");

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => Obj.BiggerIsBetter;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        if (_targets.IsFull)
        {
            Obj.Revert(_targets.Oldest, _predictions.Oldest, _weights.Oldest);
        }

        Obj.Update(yTrue, yPred, weight);
        _targets.Push(yTrue);
        _predictions.Push(yPred);
        _weights.Push(weight);
    }

    double ISized.EstimateBytes(int classes) => (WindowSize * ComponentSize.PerNumber) + ComponentSize.Of(Obj, classes);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("targets", _targets);
        state.Child("predictions", _predictions);
        state.Child("weights", _weights);
    }
}
