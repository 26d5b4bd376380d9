using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The value that came a number of steps ago.</summary>
[Component("Shift")]
public sealed class Shift : IStatistic, ICategoricalStatistic, ISized
{
    private readonly Queue<FeatureValue> _recent = new();

    /// <summary>How many steps to look back. Range [1, ∞), default 1.</summary>
    public int Amount { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The value before there is one from so long ago. Default none, which reads as NaN.</summary>
    public double? FillValue { get; init; }

    /// <inheritdoc cref="IStatistic.Name"/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"shift_{Amount}");

    /// <inheritdoc/>
    public double Value => Current is { IsAbsent: false, Text: null } number ? number.Number : double.NaN;

    FeatureValue ICategoricalStatistic.Value => Current;

    private FeatureValue Current =>
        _recent.Count > Amount ? _recent.Peek()
        : FillValue is { } fill ? fill
        : new FeatureValue(null);

    /// <inheritdoc/>
    public void Update(double x) => Take(Require.Finite(x, nameof(x)));

    /// <inheritdoc/>
    public void Update(FeatureValue x)
    {
        if (Observed.Value(x))
        {
            Take(x);
        }
    }

    double ISized.EstimateBytes(int classes) => Amount * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state)
    {
        var values = new CategoryList();
        if (!state.IsLoading)
        {
            foreach (var value in _recent)
            {
                values.Add(value);
            }
        }

        state.Child("recent", values);
        if (state.IsLoading)
        {
            if (values.Values.Count > Amount + 1L)
            {
                throw new StateFormatException($"There are {values.Values.Count} values to look back {Amount} steps.");
            }

            _recent.Clear();
            foreach (var value in values.Values)
            {
                _recent.Enqueue(value);
            }
        }
    }

    private void Take(FeatureValue x)
    {
        if (_recent.Count > Amount)
        {
            _recent.Dequeue();
        }

        _recent.Enqueue(x);
    }
}
