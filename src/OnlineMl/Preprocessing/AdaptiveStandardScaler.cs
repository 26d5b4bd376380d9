using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each feature to mean 0 and variance 1, by exponentially weighted moments that follow a drifting stream.</summary>
/// <remarks>The variance is the weighted mean of squares less the square of the weighted mean; where rounding makes it
/// negative it counts as 0, and a feature without variance gives 0. Texts pass unchanged. Learn and Transform cost O(features
/// present) and allocate nothing; memory grows with the features ever seen.
/// <example><code>
/// var scaler = new AdaptiveStandardScaler { FadingFactor = 0.3 };
/// scaler.Learn(x);
/// scaler.Transform(x, scaled);
/// </code></example></remarks>
[Component("AdaptiveStandardScaler")]
public sealed class AdaptiveStandardScaler : ITransformer
{
    private int _size;

    // NaN until the feature is first seen.
    private double[] _means = [];
    private double[] _squares = [];

    /// <summary>The weight of the newest value. Range [0, 1], default 0.3.</summary>
    [Parameter("fading_factor", "alpha")]
    public double FadingFactor { get; init => field = Require.Between(value, 0.0, 1.0); } = 0.3;

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">A number's magnitude is above 1e150.</exception>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var ids = x.Ids;
        var numbers = x.Numbers;
        Moments.RefuseOverflow(numbers, "AdaptiveStandardScaler");
        var size = Moments.Extent(ids);
        if (size > _size)
        {
            Moments.Grow(ref _means, size, double.NaN);
            Moments.Grow(ref _squares, size, double.NaN);
            _size = size;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!x.IsText(i))
            {
                _means[ids[i]] = Fade(_means[ids[i]], numbers[i]);
                _squares[ids[i]] = Fade(_squares[ids[i]], numbers[i] * numbers[i]);
            }
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var scaled = output.CopyForChange(x);
        var ids = x.Ids;
        for (var i = 0; i < scaled.Length; i++)
        {
            if (!x.IsText(i))
            {
                scaled[i] = (uint)ids[i] < (uint)_size ? Scale(scaled[i], _means[ids[i]], _squares[ids[i]]) : 0;
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("means", ref _means, _size);
        state.Field("squares", ref _squares, _size);
        _size = state.IsLoading ? Moments.CommonLength([_means, _squares]) : _size;
    }

    private static double Scale(double number, double mean, double square)
    {
        var variance = square - (mean * mean);
        return variance > 0 ? (number - mean) / Math.Sqrt(variance) : 0;
    }

    private double Fade(double old, double value) => double.IsNaN(old) ? value : (FadingFactor * value) + ((1 - FadingFactor) * old);
}
