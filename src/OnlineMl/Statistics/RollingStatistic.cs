using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Any revertible statistic over the last numbers only.</summary>
/// <remarks>Memory grows with the window. Rounding errors of taking numbers back add up very slowly.</remarks>
/// <example><code>
/// var mean = new RollingStatistic(new Mean(), windowSize: 3);
/// foreach (var x in (double[])[1, 3, 5, 7])
/// {
///     mean.Update(x);
/// }
///
/// Console.WriteLine(mean.Value); // 5
/// </code></example>
[Component("Rolling")]
public sealed class RollingStatistic : IWeightedStatistic, ISized
{
    private readonly NumberWindow _numbers;
    private readonly NumberWindow _weights;

    /// <summary>Makes the statistic.</summary>
    /// <param name="obj">The statistic to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingStatistic(IRevertibleStatistic obj, int windowSize)
    {
        Obj = Require.Given(obj);
        WindowSize = Require.Positive(windowSize);
        _numbers = new NumberWindow(windowSize);
        _weights = new NumberWindow(windowSize);
    }

    /// <summary>The statistic that is kept over the window.</summary>
    public IRevertibleStatistic Obj { get; }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => Obj.Name;

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public void Update(double x) => Update(x, 1);

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        var weighted = Obj as IWeightedStatistic;
        if (_numbers.IsFull)
        {
            Obj.Revert(_numbers.Oldest, weighted is null ? 1 : _weights.Oldest);
        }

        _numbers.Push(x);
        if (weighted is null)
        {
            Obj.Update(x);
        }
        else
        {
            weighted.Update(x, weight);
            _weights.Push(weight);
        }
    }

    double ISized.EstimateBytes(int classes) => (WindowSize * ComponentSize.PerNumber) + ComponentSize.Of(Obj, classes);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("numbers", _numbers);
        state.Child("weights", _weights);
    }
}
