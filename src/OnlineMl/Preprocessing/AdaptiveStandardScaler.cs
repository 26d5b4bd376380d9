using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each feature to mean 0 and variance 1, by exponentially weighted moments that follow a drifting stream.</summary>
/// <remarks>The variance is the weighted mean of the squared distances from the weighted mean, from which no step takes a
/// difference of squares, so that features far from zero are scaled as those near it; a feature without variance gives 0. Texts pass unchanged. Learn and Transform cost O(features
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
    private double[] _variances = [];

    /// <summary>The weight of the newest value. Range [0, 1], default 0.3.</summary>
    [Parameter("fading_factor", "alpha")]
    public double FadingFactor { get; init => field = Require.Between(value, 0.0, 1.0); } = 0.3;

    private protected override void Check(FeatureVector x) => SquareLimit.Check(x.Numbers, "AdaptiveStandardScaler");

    private protected override void Grow(int size)
    {
        if (size > _size)
        {
            FeatureArray.Grow(ref _means, size, fill: double.NaN);
            FeatureArray.Grow(ref _variances, size);
            _size = size;
        }
    }

    private protected override void LearnOne(int id, double number)
    {
        var mean = _means[id];
        if (double.IsNaN(mean))
        {
            _means[id] = number;
            return;
        }

        var distance = number - mean;
        _means[id] = mean + (FadingFactor * distance);
        _variances[id] = (1 - FadingFactor) * (_variances[id] + (FadingFactor * distance * distance));
    }

    private protected override double Scale(int id, double number)
    {
        if ((uint)id >= (uint)_size)
        {
            return 0;
        }

        var variance = _variances[id];
        return variance > 0 ? (number - _means[id]) / Math.Sqrt(variance) : 0;
    }

    private protected override void Describe(StateArchive state)
    {
        state.Field("means", ref _means, FieldLength.First(_size), NumberRange.Any);
        _size = state.IsLoading ? _means.Length : _size;
        state.Field("variances", ref _variances, _size, NumberRange.Any);
        if (state.IsLoading)
        {
            ReadSquares(state);
        }
    }

    // States of before hold the means of the squares.
    private void ReadSquares(StateArchive state)
    {
        double[] squares = [];
        state.Field("squares", ref squares, FieldLength.Exactly(_size).OrNone(), NumberRange.Any);
        if (squares.Length > 0)
        {
            _variances = new double[squares.Length];
            for (var i = 0; i < squares.Length; i++)
            {
                _variances[i] = double.IsNaN(_means[i]) ? 0 : Math.Max(0, squares[i] - (_means[i] * _means[i]));
            }
        }
    }
}
