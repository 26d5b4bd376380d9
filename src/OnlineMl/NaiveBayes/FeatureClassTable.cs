using System.Runtime.Intrinsics;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>One number per feature and class. The numbers of one feature lie side by side, padded to whole vectors.</summary>
internal sealed class FeatureClassTable : IStateful
{
    private double[] _values = [];

    /// <summary>How many numbers one feature has: the classes, padded.</summary>
    public int Stride { get; private set; }

    /// <summary>How many features have a row.</summary>
    public int Count { get; private set; }

    /// <summary>All rows behind each other.</summary>
    public double[] Values => _values;

    /// <summary>The number of a class at a feature.</summary>
    public ref double this[int feature, int label] => ref _values[(feature * Stride) + label];

    /// <summary>The padded number of classes.</summary>
    public static int StrideFor(int classes) => (classes + Vector256<double>.Count - 1) & -Vector256<double>.Count;

    /// <summary>The numbers of a feature, with the padding.</summary>
    public Span<double> Row(int feature) => _values.AsSpan(feature * Stride, Stride);

    /// <summary>Makes room for a number of features and classes; new numbers are zero.</summary>
    public void Grow(int features, int classes)
    {
        var stride = StrideFor(classes);
        if (stride > Stride)
        {
            var wider = new double[Math.Max(features, Count) * stride];
            for (var feature = 0; feature < Count; feature++)
            {
                Row(feature).CopyTo(wider.AsSpan(feature * stride));
            }

            _values = wider;
            Stride = stride;
        }

        if (features > Count)
        {
            FeatureArray.Grow(ref _values, features, Stride);
            Count = features;
        }
    }

    /// <summary>Takes the size of another table; all numbers become zero.</summary>
    public void Reset(FeatureClassTable other)
    {
        Count = other.Count;
        Stride = other.Stride;
        _values = new double[Count * Stride];
    }

    /// <summary>Adds up what shares have added to each number; there is room for their features and classes.</summary>
    /// <param name="shares">What the shares are of.</param>
    /// <param name="table">The table of a share.</param>
    /// <param name="classes">What its classes are called here.</param>
    /// <param name="row">The row here of a row of a share.</param>
    public void Merge<T>(Shares shares, Func<T, FeatureClassTable> table, int[][] classes, Func<int, int, int> row)
        where T : class
    {
        var origin = _values.ToArray();
        for (var share = 0; share < shares.Count; share++)
        {
            var theirs = table(shares.Get<T>(share));
            for (var feature = 0; feature < theirs.Count; feature++)
            {
                var mine = row(share, feature);
                for (var label = 0; label < classes[share].Length; label++)
                {
                    var at = (mine * Stride) + classes[share][label];
                    _values[at] = Math.Max(0, _values[at] + (theirs[feature, label] - origin[at]));
                }
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        var count = Count;
        var stride = Stride;
        state.Field("count", ref count);
        state.Field("stride", ref stride);
        state.Field("values", ref _values, FieldLength.Exactly(count, stride));
        if (!state.IsLoading)
        {
            return;
        }

        Count = count;
        Stride = stride;
    }
}
