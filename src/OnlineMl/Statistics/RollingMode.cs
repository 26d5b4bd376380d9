using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The most frequent of the last values. Absent before there is a value; of equals, the one that came first.</summary>
[Component("RollingMode")]
public sealed class RollingMode : ICategoricalStatistic, ISized
{
    private readonly CategoryCounts _counts = new();
    private readonly Queue<FeatureValue> _window = new();

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many values count. Range [1, ∞).</param>
    public RollingMode(int windowSize) => WindowSize = Require.Positive(windowSize);

    /// <summary>How many values count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingmode_{WindowSize}");

    /// <inheritdoc/>
    public FeatureValue Value => _counts.MostFrequent;

    /// <inheritdoc/>
    public void Update(FeatureValue x)
    {
        if (!Observed.Value(x))
        {
            return;
        }

        if (_window.Count == WindowSize)
        {
            _counts.Decrement(_window.Dequeue());
        }

        _counts.Increment(x);
        _window.Enqueue(x);
    }

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state)
    {
        var values = new CategoryList();
        if (!state.IsLoading)
        {
            foreach (var value in _window)
            {
                values.Add(value);
            }
        }

        state.Child("counts", _counts);
        state.Child("window", values);
        if (state.IsLoading)
        {
            if (values.Values.Count > WindowSize)
            {
                throw new StateFormatException($"A window of {WindowSize} values has {values.Values.Count}.");
            }

            _window.Clear();
            foreach (var value in values.Values)
            {
                _window.Enqueue(value);
            }
        }
    }
}
