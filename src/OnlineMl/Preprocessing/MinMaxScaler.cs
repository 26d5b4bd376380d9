using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each feature to [0, 1] by the least and the largest value learned so far.</summary>
/// <remarks>A feature with one value, or none, gives 0; a value outside what was learned lies outside [0, 1]; texts pass
/// unchanged. Learn and Transform cost O(features present) and allocate nothing; memory grows with the features ever seen.
/// <example><code>
/// var scaler = new MinMaxScaler();
/// scaler.Learn(x);
/// scaler.Transform(x, scaled);
/// </code></example></remarks>
[Component("MinMaxScaler")]
public sealed class MinMaxScaler : ITransformer
{
    private int _size;
    private double[] _least = [];
    private double[] _largest = [];

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var ids = x.Ids;
        var numbers = x.Numbers;
        var size = Moments.Extent(ids);
        if (size > _size)
        {
            Moments.Grow(ref _least, size, double.PositiveInfinity);
            Moments.Grow(ref _largest, size, double.NegativeInfinity);
            _size = size;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!x.IsText(i))
            {
                var id = ids[i];
                _least[id] = Math.Min(_least[id], numbers[i]);
                _largest[id] = Math.Max(_largest[id], numbers[i]);
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
                scaled[i] = (uint)ids[i] < (uint)_size ? Scale(scaled[i], _least[ids[i]], _largest[ids[i]]) : 0;
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("least", ref _least, _size);
        state.Field("largest", ref _largest, _size);
        _size = state.IsLoading ? Moments.CommonLength([_least, _largest]) : _size;
    }

    private static double Scale(double number, double least, double largest)
    {
        if (!(largest > least))
        {
            return 0;
        }

        var range = largest - least;

        // Halves keep the difference of extreme values finite.
        return double.IsFinite(range) ? (number - least) / range : ((number / 2) - (least / 2)) / ((largest / 2) - (least / 2));
    }
}
