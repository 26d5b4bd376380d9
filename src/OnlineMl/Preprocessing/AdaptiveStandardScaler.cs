using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each feature to mean 0 and variance 1, by exponentially weighted moments that follow a drifting stream.</summary>
/// <remarks>The variance is the weighted mean of squares less the square of the weighted mean; where rounding makes it
/// negative it counts as 0, and a feature without variance gives 0. Texts pass unchanged. Learn and Transform cost O(features
/// present) and allocate nothing; memory grows with the features ever seen. Learn throws a
/// <see cref="NonFiniteStepException"/> when a number's magnitude is above 1e150.
/// <example><code>
/// var scaler = new AdaptiveStandardScaler { FadingFactor = 0.3 };
/// scaler.Learn(x);
/// scaler.Transform(x, scaled);
/// </code></example></remarks>
[Component("AdaptiveStandardScaler")]
public sealed class AdaptiveStandardScaler : NumberScaler
{
    private int _size;

    // NaN until the feature is first seen.
    private double[] _means = [];
    private double[] _squares = [];

    /// <summary>The weight of the newest value. Range [0, 1], default 0.3.</summary>
    [Parameter("fading_factor", "alpha")]
    public double FadingFactor { get; init => field = Require.Between(value, 0.0, 1.0); } = 0.3;

    private protected override void Check(ReadOnlySpan<double> numbers) => Moments.RefuseOverflow(numbers, "AdaptiveStandardScaler");

    private protected override void Grow(int size)
    {
        if (size > _size)
        {
            Moments.Grow(ref _means, size, double.NaN);
            Moments.Grow(ref _squares, size, double.NaN);
            _size = size;
        }
    }

    private protected override void LearnOne(int id, double number)
    {
        _means[id] = Fade(_means[id], number);
        _squares[id] = Fade(_squares[id], number * number);
    }

    private protected override double Scale(int id, double number)
    {
        if ((uint)id >= (uint)_size)
        {
            return 0;
        }

        var variance = _squares[id] - (_means[id] * _means[id]);
        return variance > 0 ? (number - _means[id]) / Math.Sqrt(variance) : 0;
    }

    private protected override void Describe(StateArchive state)
    {
        state.Field("means", ref _means, FieldLength.First(_size), NumberRange.Any);
        _size = state.IsLoading ? _means.Length : _size;
        state.Field("squares", ref _squares, _size, NumberRange.Any);
    }

    private double Fade(double old, double value) => double.IsNaN(old) ? value : (FadingFactor * value) + ((1 - FadingFactor) * old);
}
