using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Durability.Tests;

/// <summary>Counts its examples twice, once before and once after a pause; whoever sees the two counts differ has seen half an update.</summary>
[Component("Twins")]
public sealed class TwinsRegressor : IRegressor
{
    /// <summary>The prediction of a torn model.</summary>
    public const double Torn = -1;

    private static HeldUpdate? _held;

    private double[] _first = new double[64];
    private double[] _second = new double[64];

    /// <summary>Holds the next update of any model between its two counts.</summary>
    internal static HeldUpdate HoldNext() => _held = new HeldUpdate();

    public double Predict(FeatureVector x)
    {
        for (var i = 0; i < _first.Length; i++)
        {
            if (_first[i] != _second[i])
            {
                return Torn;
            }
        }

        return _first[0];
    }

    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        for (var i = 0; i < _first.Length; i++)
        {
            _first[i]++;
        }

        Thread.Yield();
        Interlocked.Exchange(ref _held, null)?.Wait();
        for (var i = _second.Length - 1; i >= 0; i--)
        {
            _second[i]++;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("first", ref _first, FieldLength.Any);
        state.Field("second", ref _second, FieldLength.Any);
    }
}
