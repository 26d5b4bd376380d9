using System.Numerics;
using System.Runtime.InteropServices;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
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
public sealed class StandardScaler : ITransformer, IReversible
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
        Moments.RefuseOverflow(numbers, "StandardScaler");
        x.AdmitStrangers();
        var isMarked = _kept is { IsMarked: true };
        if (x.IsDense && !x.HasText)
        {
            if (isMarked && numbers.Length == _size && _kept!.TryKeepAll(ref _counts, ref _means, ref _variances))
            {
                LearnDense(numbers, _kept.Counts, _kept.Means, _kept.Variances);
                return;
            }

            if (isMarked)
            {
                _kept!.Keep(x.Ids, _counts, _means, _variances);
            }

            Grow(numbers.Length);
            LearnDense(numbers, _counts, _means, _variances);
            return;
        }

        var ids = x.Ids;
        if (isMarked)
        {
            _kept!.Keep(ids, _counts, _means, _variances);
        }

        Grow(Moments.Extent(ids));
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!x.IsText(i))
            {
                LearnOne(ids[i], numbers[i]);
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
            start = TransformDense(scaled[..Math.Min(scaled.Length, _size)]);
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

    void IStateful.Describe(StateArchive state)
    {
        state.Field("counts", ref _counts, FieldLength.First(_size), NumberRange.NotNegative);
        _size = state.IsLoading ? _counts.Length : _size;
        state.Field("means", ref _means, _size);
        state.Field("variances", ref _variances, _size);
    }

    private void Grow(int size)
    {
        if (size > _size)
        {
            Moments.Grow(ref _counts, size);
            Moments.Grow(ref _means, size);
            Moments.Grow(ref _variances, size);
            _size = size;
        }
    }

    private void LearnOne(int id, double number)
    {
        var count = _counts[id] + 1;
        var before = number - _means[id];
        var mean = _means[id] + (before / count);
        _counts[id] = count;
        _means[id] = mean;
        if (WithStd)
        {
            _variances[id] += ((before * (number - mean)) - _variances[id]) / count;
        }
    }

    // Lane by lane the same operations as LearnOne, so the bits do not depend on which of the two ran. The moments from before may lie in
    // arrays of their own, where they are kept.
    private void LearnDense(ReadOnlySpan<double> numbers, double[] countsBefore, double[] meansBefore, double[] variancesBefore)
    {
        var x = MemoryMarshal.Cast<double, Vector<double>>(numbers);
        var counts = MemoryMarshal.Cast<double, Vector<double>>(_counts.AsSpan(0, numbers.Length));
        var means = MemoryMarshal.Cast<double, Vector<double>>(_means.AsSpan(0, numbers.Length));
        var variances = MemoryMarshal.Cast<double, Vector<double>>(_variances.AsSpan(0, numbers.Length));
        var oldCounts = MemoryMarshal.Cast<double, Vector<double>>(countsBefore.AsSpan(0, numbers.Length));
        var oldMeans = MemoryMarshal.Cast<double, Vector<double>>(meansBefore.AsSpan(0, numbers.Length));
        var oldVariances = MemoryMarshal.Cast<double, Vector<double>>(variancesBefore.AsSpan(0, numbers.Length));
        for (var i = 0; i < x.Length; i++)
        {
            var count = oldCounts[i] + Vector<double>.One;
            var before = x[i] - oldMeans[i];
            var mean = oldMeans[i] + (before / count);
            counts[i] = count;
            means[i] = mean;
            variances[i] = WithStd ? oldVariances[i] + (((before * (x[i] - mean)) - oldVariances[i]) / count) : oldVariances[i];
        }

        for (var i = x.Length * Vector<double>.Count; i < numbers.Length; i++)
        {
            (_counts[i], _means[i], _variances[i]) = (countsBefore[i], meansBefore[i], variancesBefore[i]);
            LearnOne(i, numbers[i]);
        }
    }

    /// <returns>How many numbers were scaled.</returns>
    private int TransformDense(Span<double> numbers)
    {
        var x = MemoryMarshal.Cast<double, Vector<double>>(numbers);
        var means = MemoryMarshal.Cast<double, Vector<double>>(_means.AsSpan(0, numbers.Length));
        var variances = MemoryMarshal.Cast<double, Vector<double>>(_variances.AsSpan(0, numbers.Length));
        for (var i = 0; i < x.Length && i < means.Length && i < variances.Length; i++)
        {
            var centred = x[i] - means[i];
            if (WithStd)
            {
                var deviation = Vector.SquareRoot(variances[i]);
                centred = Vector.ConditionalSelect(Vector.Equals(deviation, Vector<double>.Zero), Vector<double>.Zero, centred / deviation);
            }

            x[i] = centred;
        }

        return x.Length * Vector<double>.Count;
    }

    private double Scale(int id, double number)
    {
        var known = (uint)id < (uint)_size;
        var centred = known ? number - _means[id] : number;
        if (!WithStd)
        {
            return centred;
        }

        var deviation = known ? Math.Sqrt(_variances[id]) : 0;
        return deviation == 0 ? 0 : centred / deviation;
    }
}
