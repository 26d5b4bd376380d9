using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic of pairs over the last pairs only.</summary>
/// <remarks>Memory grows with the window. Rounding errors of taking pairs back add up very slowly.</remarks>
[Component("Rolling")]
public sealed class RollingBivariateStatistic : IWeightedBivariateStatistic, ISized
{
    private readonly NumberWindow _first;
    private readonly NumberWindow _second;
    private readonly NumberWindow _weights;

    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many pairs count. Range [1, ∞).</param>
    public RollingBivariateStatistic(IRevertibleBivariateStatistic obj, int windowSize)
    {
        Obj = Require.Given(obj);
        WindowSize = Require.Positive(windowSize);
        _first = new NumberWindow(windowSize);
        _second = new NumberWindow(windowSize);
        _weights = new NumberWindow(windowSize);
    }

    /// <summary>The statistic that is kept over the window.</summary>
    public IRevertibleBivariateStatistic Obj { get; }

    /// <summary>How many pairs count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => Obj.Name;

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <inheritdoc/>
    public void Update(double x, double y, double weight)
    {
        var weighted = Obj as IWeightedBivariateStatistic;
        if (_first.IsFull)
        {
            Obj.Revert(_first.Oldest, _second.Oldest, weighted is null ? 1 : _weights.Oldest);
        }

        _first.Push(x);
        _second.Push(y);
        if (weighted is null)
        {
            Obj.Update(x, y);
        }
        else
        {
            weighted.Update(x, y, weight);
            _weights.Push(weight);
        }
    }

    double ISized.EstimateBytes(int classes) => (WindowSize * ComponentSize.PerNumber) + ComponentSize.Of(Obj, classes);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("first", _first);
        state.Child("second", _second);
        state.Child("weights", _weights);
    }
}
