using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Preprocessing;

/// <summary>Centres each feature at its median and divides by the distance of two quantiles, so that outliers count little.</summary>
/// <remarks>The quantiles are estimates in constant memory (<see cref="Quantile"/>). A feature whose quantiles meet, or that is unknown,
/// gives 0; texts pass unchanged. Learn and Transform cost O(features present) and allocate nothing for known features;
/// memory grows with the features ever seen. Learn throws a <see cref="NonFiniteStepException"/> when a number's magnitude is
/// above 1e150.
/// <example><code>
/// var scaler = new RobustScaler { QInf = 0.05, QSup = 0.95 };
/// scaler.Learn(x);
/// scaler.Transform(x, scaled);
/// </code></example></remarks>
[Component("RobustScaler")]
public sealed class RobustScaler : NumberScaler
{
    private readonly List<Quantile> _medians = [];
    private readonly List<Iqr> _ranges = [];

    /// <summary>Whether the median is taken off. Default true.</summary>
    public bool WithCentering { get; init; } = true;

    /// <summary>Whether to divide by the distance of the quantiles. Default true.</summary>
    public bool WithScaling { get; init; } = true;

    /// <summary>The lower quantile. Range (0, 1), default 0.25.</summary>
    public double QInf { get; init => field = Require.StrictlyBetween(value, 0, 1); } = 0.25;

    /// <summary>The upper quantile. Range (0, 1), default 0.75.</summary>
    public double QSup { get; init => field = Require.StrictlyBetween(value, 0, 1); } = 0.75;

    private protected override void Check(FeatureVector x) => SquareLimit.Check(x.Numbers, "RobustScaler");

    private protected override void Grow(int size)
    {
        while (_medians.Count < size)
        {
            _medians.Add(new Quantile());
            _ranges.Add(Range());
        }
    }

    private protected override void LearnOne(int id, double number)
    {
        if (WithCentering)
        {
            _medians[id].Update(number);
        }

        if (WithScaling)
        {
            _ranges[id].Update(number);
        }
    }

    private protected override double Scale(int id, double number)
    {
        var known = (uint)id < (uint)_medians.Count;
        if (WithCentering)
        {
            var median = known ? _medians[id].Value : 0;
            number -= double.IsNaN(median) ? 0 : median;
        }

        if (WithScaling)
        {
            var range = known ? _ranges[id].Value : 0;
            number = range == 0 || double.IsNaN(range) ? 0 : number / range;
        }

        return number;
    }

    private protected override void Describe(StateArchive state)
    {
        state.Children("medians", _medians, FieldLength.Any, () => new Quantile());
        state.Children("ranges", _ranges, _medians.Count, Range);
    }

    private Iqr Range() => new() { QInf = QInf, QSup = QSup };
}
