using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each feature to mean 0 and variance 1, by the mean and the variance of what was learned so far.</summary>
/// <remarks>Welford's update with the population variance (Technometrics 4, 1962). A feature without variance gives 0; texts pass
/// unchanged. Learn and Transform cost O(features present) and allocate nothing; memory grows with the features ever seen.
/// <example><code>
/// var scaler = new StandardScaler();
/// scaler.Learn(x);
/// scaler.Transform(x, scaled);
/// </code></example></remarks>
[Component("StandardScaler")]
public sealed class StandardScaler : ITransformer, IReversible, IMergeable
{
    private int _size;
    private double[] _counts = [];
    private double[] _means = [];
    private double[] _variances = [];
    private KeptMoments? _kept;

    /// <summary>Whether to divide by the standard deviation. Without it only the mean is taken off. Default true.</summary>
    public bool WithStd { get; init; } = true;

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">A number's magnitude is above 1e150.</exception>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var numbers = x.Numbers;
        SquareLimit.Check(numbers, "StandardScaler");
        x.AdmitStrangers();
        var isMarked = _kept is { IsMarked: true };
        if (x.IsDense && !x.HasText)
        {
            if (isMarked && numbers.Length == _size && _kept!.TryKeepAll(ref _counts, ref _means, ref _variances))
            {
                MomentLanes.Learn(numbers, new MomentRows(_kept.Counts, _kept.Means, _kept.Variances), Rows, WithStd);
                return;
            }

            if (isMarked)
            {
                _kept!.Keep(x.Ids, _counts, _means, _variances);
            }

            Grow(numbers.Length);
            MomentLanes.Learn(numbers, Rows, Rows, WithStd);
            return;
        }

        var ids = x.Ids;
        if (isMarked)
        {
            _kept!.Keep(ids, _counts, _means, _variances);
        }

        Grow(FeatureArray.Extent(ids));
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!x.IsText(i))
            {
                MomentLanes.LearnOne(numbers[i], ref _counts[ids[i]], ref _means[ids[i]], ref _variances[ids[i]], WithStd);
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
        var start = 0;
        if (x.IsDense && !x.HasText)
        {
            start = Math.Min(scaled.Length, _size);
            MomentLanes.Scale(scaled[..start], _means, _variances, WithStd);
        }

        for (var i = start; i < scaled.Length; i++)
        {
            if (!x.IsText(i))
            {
                scaled[i] = Scale(ids[i], scaled[i]);
            }
        }
    }

    /// <summary>The mean of a feature, 0 when it is unknown.</summary>
    public double MeanOf(int id) => (uint)id < (uint)_size ? _means[id] : 0;

    /// <summary>The population variance of a feature, 0 when it is unknown.</summary>
    public double VarianceOf(int id) => (uint)id < (uint)_size ? _variances[id] : 0;

    void IReversible.Mark() => (_kept ??= new KeptMoments()).Mark(_size);

    void IReversible.Release() => _kept!.Release();

    void IReversible.TakeBack() => _size = _kept!.TakeBack(_size, ref _counts, ref _means, ref _variances);

    void IMergeable.Merge(Shares shares)
    {
        Grow(shares.Extent<StandardScaler>(scaler => scaler._size));
        var moments = new MergedMoments(_counts, _means, _variances);
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<StandardScaler>(share);
            for (var id = 0; id < other._size; id++)
            {
                moments.Add(shares.IdOf(share, id), other._counts[id], other._means[id], other._variances[id] * other._counts[id]);
            }
        }

        moments.Write(_counts, _means, _variances, WithStd);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("counts", ref _counts, FieldLength.First(_size), NumberRange.NotNegative);
        _size = state.IsLoading ? _counts.Length : _size;
        state.Field("means", ref _means, _size);
        state.Field("variances", ref _variances, _size);
    }

    private MomentRows Rows => new(_counts, _means, _variances);

    private void Grow(int size)
    {
        if (size > _size)
        {
            FeatureArray.Grow(ref _counts, size);
            FeatureArray.Grow(ref _means, size);
            FeatureArray.Grow(ref _variances, size);
            _size = size;
        }
    }

    private double Scale(int id, double number) => (uint)id < (uint)_size
        ? MomentLanes.ScaleOne(number, _means[id], _variances[id], WithStd)
        : WithStd ? 0 : number;
}
