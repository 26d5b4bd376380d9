using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>Any revertible metric of classes over the last predictions only.</summary>
/// <remarks>Memory grows with the window.</remarks>
/// <example><code>
/// var accuracy = new RollingClassificationMetric(new Accuracy(), windowSize: 2);
/// accuracy.Update("cat", "dog");
/// accuracy.Update("cat", "cat");
/// accuracy.Update("dog", "dog");
///
/// Console.WriteLine(accuracy.Value); // 1
/// </code></example>
[Component("Rolling")]
public sealed class RollingClassificationMetric : IClassificationMetric, ISized
{
    // The record of a prediction with the probabilities of two classes.
    private const double BytesPerRecord = 512;

    private readonly ClassificationWindow _window = new();

    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many predictions count. Range [1, ∞).</param>
    public RollingClassificationMetric(IRevertibleClassificationMetric obj, int windowSize)
    {
        Obj = Require.Given(obj);
        WindowSize = Require.Positive(windowSize);
    }

    /// <summary>The metric that is kept over the window.</summary>
    [Parameter("obj", "metric")]
    public IRevertibleClassificationMetric Obj { get; }

    /// <summary>How many predictions count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"Rolling({Obj.Name}, {WindowSize})");

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => Obj.BiggerIsBetter;

    /// <inheritdoc/>
    public bool RequiresLabels => Obj.RequiresLabels;

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            MakeRoom();
            _window.Add(yTrue, yPred, weight).Update(Obj);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (RequiresLabels)
        {
            Update(yTrue, yPred.MostProbable, weight);
        }
        else if (yPred.Count > 0)
        {
            MakeRoom();
            _window.Add(yTrue, yPred, weight).Update(Obj);
        }
    }

    /// <inheritdoc/>
    public override string? ToString() => Obj.ToString();

    double ISized.EstimateBytes(int classes) => (WindowSize * BytesPerRecord) + ComponentSize.Of(Obj, classes);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("obj", Obj);
        state.Child("window", _window);
    }

    private void MakeRoom()
    {
        if (_window.Count == WindowSize)
        {
            _window.Oldest!.Revert(Obj);
            _window.RemoveOldest();
        }
    }
}
