using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each feature to [-1, 1] by the largest absolute value learned so far, so that zeros stay zeros.</summary>
/// <remarks>A feature that was always 0, or is unknown, gives 0; texts pass unchanged. Learn and Transform cost O(features
/// present) and allocate nothing; memory grows with the features ever seen.
/// <example><code>
/// var scaler = new MaxAbsScaler();
/// scaler.Learn(x);
/// scaler.Transform(x, scaled);
/// </code></example></remarks>
[Component("MaxAbsScaler")]
public sealed class MaxAbsScaler : ITransformer, IMergeable
{
    private int _size;
    private double[] _largest = [];

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">A number is not finite.</exception>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.FiniteNumbers(x, "MaxAbsScaler");
        x.AdmitStrangers();
        var ids = x.Ids;

        // A text counts as 0 here, which changes no maximum.
        var numbers = x.Numbers;
        if (x.IsDense)
        {
            Grow(numbers.Length);
            Magnitudes.Raise(numbers, _largest);
            return;
        }

        Grow(FeatureArray.Extent(ids));
        for (var i = 0; i < numbers.Length; i++)
        {
            _largest[ids[i]] = Math.Max(_largest[ids[i]], Math.Abs(numbers[i]));
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var scaled = output.CopyForChange(x);
        var ids = x.Ids;
        var known = x.IsDense ? Math.Min(scaled.Length, _size) : 0;
        Magnitudes.Divide(scaled[..known], _largest);
        for (var i = known; i < scaled.Length; i++)
        {
            var largest = (uint)ids[i] < (uint)_size ? _largest[ids[i]] : 0;
            scaled[i] = largest == 0 ? 0 : scaled[i] / largest;
        }
    }

    void IMergeable.Merge(Shares shares)
    {
        Grow(shares.Extent<MaxAbsScaler>(scaler => scaler._size));
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<MaxAbsScaler>(share);
            for (var theirs = 0; theirs < other._size; theirs++)
            {
                var id = shares.IdOf(share, theirs);
                _largest[id] = Math.Max(_largest[id], other._largest[theirs]);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("largest", ref _largest, FieldLength.First(_size));
        _size = state.IsLoading ? _largest.Length : _size;
    }

    private void Grow(int size)
    {
        if (size > _size)
        {
            FeatureArray.Grow(ref _largest, size);
            _size = size;
        }
    }
}
