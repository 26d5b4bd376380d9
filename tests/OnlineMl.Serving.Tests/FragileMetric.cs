using OnlineMl.Catalog;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests;

/// <summary>A metric that is how many predictions it has seen, and does what a test wants before it tells.</summary>
[Component("FragileMetric")]
public sealed class FragileMetric : IRegressionMetric
{
    private double _count;

    /// <summary>Called before each value is told.</summary>
    public static Action? Reading { get; set; }

    public string Name => "Fragile";

    public bool BiggerIsBetter => true;

    public double Value
    {
        get
        {
            Reading?.Invoke();
            return _count;
        }
    }

    public void Update(double yTrue, double yPred, double weight = 1) => _count++;

    void IStateful.Describe(StateArchive state) => state.Field("count", ref _count);
}
