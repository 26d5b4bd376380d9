using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Mixing;
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
public sealed class MinMaxScaler : NumberScaler, IMergeable
{
    private int _size;
    private double[] _least = [];
    private double[] _largest = [];

    void IMergeable.Merge(Shares shares)
    {
        Grow(shares.Extent<MinMaxScaler>(scaler => scaler._size));
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<MinMaxScaler>(share);
            for (var theirs = 0; theirs < other._size; theirs++)
            {
                var id = shares.IdOf(share, theirs);
                _least[id] = Math.Min(_least[id], other._least[theirs]);
                _largest[id] = Math.Max(_largest[id], other._largest[theirs]);
            }
        }
    }

    private protected override void Check(FeatureVector x) => Require.FiniteNumbers(x, "MinMaxScaler");

    private protected override void Grow(int size)
    {
        if (size > _size)
        {
            FeatureArray.Grow(ref _least, size, fill: double.PositiveInfinity);
            FeatureArray.Grow(ref _largest, size, fill: double.NegativeInfinity);
            _size = size;
        }
    }

    private protected override void LearnOne(int id, double number)
    {
        _least[id] = Math.Min(_least[id], number);
        _largest[id] = Math.Max(_largest[id], number);
    }

    private protected override double Scale(int id, double number)
    {
        if ((uint)id >= (uint)_size || !(_largest[id] > _least[id]))
        {
            return 0;
        }

        var least = _least[id];
        var largest = _largest[id];
        var range = largest - least;

        // Halves keep the difference of extreme values finite.
        return double.IsFinite(range) ? (number - least) / range : ((number / 2) - (least / 2)) / ((largest / 2) - (least / 2));
    }

    private protected override void Describe(StateArchive state)
    {
        state.Field("least", ref _least, FieldLength.First(_size), NumberRange.NotNaN);
        _size = state.IsLoading ? _least.Length : _size;
        state.Field("largest", ref _largest, _size, NumberRange.NotNaN);
    }
}
