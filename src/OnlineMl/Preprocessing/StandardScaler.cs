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
public sealed class StandardScaler : ITransformer
{
    private int _size;
    private double[] _counts = [];
    private double[] _means = [];
    private double[] _variances = [];

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
        if (x.IsDense && !x.HasText)
        {
            Grow(numbers.Length);
            LearnDense(numbers);
            return;
        }

        var ids = x.Ids;
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

    // Lane by lane the same operations as LearnOne, so the bits do not depend on which of the two ran.
    private void LearnDense(ReadOnlySpan<double> numbers)
    {
        var x = MemoryMarshal.Cast<double, Vector<double>>(numbers);
        var counts = MemoryMarshal.Cast<double, Vector<double>>(_counts.AsSpan(0, numbers.Length));
        var means = MemoryMarshal.Cast<double, Vector<double>>(_means.AsSpan(0, numbers.Length));
        var variances = MemoryMarshal.Cast<double, Vector<double>>(_variances.AsSpan(0, numbers.Length));
        for (var i = 0; i < x.Length && i < counts.Length && i < means.Length && i < variances.Length; i++)
        {
            var count = counts[i] + Vector<double>.One;
            var before = x[i] - means[i];
            var mean = means[i] + (before / count);
            counts[i] = count;
            means[i] = mean;
            if (WithStd)
            {
                variances[i] += ((before * (x[i] - mean)) - variances[i]) / count;
            }
        }

        for (var i = x.Length * Vector<double>.Count; i < numbers.Length; i++)
        {
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
