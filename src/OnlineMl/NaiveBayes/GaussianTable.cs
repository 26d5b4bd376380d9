using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.NaiveBayes;

/// <summary>The distribution of each numeric feature in each class, with the constants of its density kept ready.</summary>
internal sealed class GaussianTable : IStateful
{
    private readonly FeatureClassTable _counts = new();
    private readonly FeatureClassTable _means = new();
    private readonly FeatureClassTable _squares = new();
    private readonly FeatureClassTable _factors = new();
    private readonly FeatureClassTable _offsets = new();

    // Per feature: the values, and how many classes have spread.
    private ValuesMet[] _values = [];
    private int[] _spreads = [];

    /// <summary>Whether the constants are those of river's floored densities, without logarithms.</summary>
    public bool RiverRules { get; set; }

    /// <summary>How many features have distributions.</summary>
    public int Count => _means.Count;

    /// <summary>How many numbers one feature has: the classes, padded.</summary>
    public int Stride => _means.Stride;

    /// <summary>The means, feature by feature.</summary>
    public double[] Means => _means.Values;

    /// <summary>-1/(2σ²), feature by feature; 0 while there is no spread.</summary>
    public double[] Factors => _factors.Values;

    /// <summary>ln 1/√(2πσ²), or with river's rules 1/√(2πσ²), feature by feature; 0 while there is no spread.</summary>
    public double[] Offsets => _offsets.Values;

    /// <summary>At least the largest of the offsets.</summary>
    public double LargestOffset { get; private set; }

    /// <summary>Makes room for a number of features and classes.</summary>
    public void Grow(int features, int classes)
    {
        if (features > Count || classes > Stride)
        {
            _counts.Grow(features, classes);
            _means.Grow(features, classes);
            _squares.Grow(features, classes);
            _factors.Grow(features, classes);
            _offsets.Grow(features, classes);
            FeatureArray.Grow(ref _values, features);
            FeatureArray.Grow(ref _spreads, features);
        }
    }

    /// <summary>Takes in a value of a feature of a class (Welford, with weights); logarithms are written with the batch.</summary>
    public void Update(int feature, int label, double x, double weight, ref LogarithmBatch batch)
    {
        var at = (feature * Stride) + label;
        ref var n = ref _counts.Values[at];
        ref var mean = ref _means.Values[at];
        ref var squares = ref _squares.Values[at];
        n += weight;
        var deviation = x - mean;
        var before = squares;
        mean += weight / n * deviation;
        squares += weight * deviation * (x - mean);
        _spreads[feature] += before == 0 && squares > 0 ? 1 : 0;
        ref var values = ref _values[feature];
        if (RiverRules)
        {
            PrepareDensity(at, n, squares);
        }
        else if (!values.IsFlag)
        {
            NumericClasses.Normal(squares, n, riverRules: false, _factors.Values.AsSpan(at), _offsets.Values.AsSpan(at), ref batch);
        }
        else
        {
            PrepareFlag(feature, label, x, ref batch);
        }
    }

    /// <summary>Adds the log likelihoods of the values of some features in each class to the sums.</summary>
    public void AddLogLikelihoods(ReadOnlySpan<int> features, ReadOnlySpan<double> values, Span<double> sums, int classes)
    {
        for (var start = 0; start < features.Length;)
        {
            var end = start;
            while (end < features.Length && IsEven(features[end], classes))
            {
                end++;
            }

            if (end > start)
            {
                ClassLanes.AddSquares(sums, values[start..end], features[start..end], _means.Values, _factors.Values, _offsets.Values);
                start = end;
            }
            else
            {
                AddUneven(features[start], sums, classes, values[start]);
                start++;
            }
        }
    }

    /// <summary>Takes in what shares have learned since they were what this is.</summary>
    /// <param name="shares">The shares.</param>
    /// <param name="classes">What the classes of each are called here.</param>
    public void Merge(Shares shares, int[][] classes)
    {
        Grow(shares.Extent<GaussianTable>(table => table.Count), classes.SelectMany(numbers => numbers).DefaultIfEmpty(-1).Max() + 1);
        var origin = Enumerable.Range(0, Count * Stride).Select(At).ToArray();
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<GaussianTable>(share);
            for (var theirs = 0; theirs < other.Count; theirs++)
            {
                var feature = shares.IdOf(share, theirs);
                for (var label = 0; label < classes[share].Length; label++)
                {
                    var at = (feature * Stride) + classes[share][label];
                    var merged = At(at);
                    merged.Merge(other.At((theirs * other.Stride) + label).Without(in origin[at]));
                    (_counts.Values[at], _means.Values[at], _squares.Values[at]) = (merged.Weight, merged.Mean, Math.Max(0, merged.Squares));
                }

                _values[feature].Meet(other._values[theirs]);
            }
        }

        LargestOffset = 0;
        for (var feature = 0; feature < Count; feature++)
        {
            PrepareAll(feature);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("counts", _counts);
        state.Child("means", _means);
        state.Child("squares", _squares);
        DescribeValues(state);
        if (!state.IsLoading)
        {
            return;
        }

        if (_counts.Count != _means.Count || _squares.Count != _means.Count || _counts.Stride != _means.Stride || _squares.Stride != _means.Stride)
        {
            throw new StateFormatException("The tables of the normal distributions differ in size.");
        }

        LargestOffset = 0;
        _factors.Reset(_means);
        _offsets.Reset(_means);
        for (var feature = 0; feature < Count; feature++)
        {
            PrepareAll(feature);
        }
    }

    private void DescribeValues(StateArchive state)
    {
        var known = state.IsLoading ? 0 : Count;
        var met = new int[known];
        var least = new double[known];
        var most = new double[known];
        for (var feature = 0; feature < known; feature++)
        {
            var values = _values[feature];
            met[feature] = values.Count;
            (least[feature], most[feature]) = values.IsFlag ? (values.Least, values.Most) : (0, 0);
        }

        state.Field("valuesMet", ref met, FieldLength.Exactly(Count).OrNone(), WholeRange.AtMost(ValuesMet.Many));
        state.Field("leastValues", ref least, met.Length, NumericClasses.Numbers);
        state.Field("mostValues", ref most, met.Length, NumericClasses.Numbers);
        if (!state.IsLoading)
        {
            return;
        }

        // States that were written before values were counted.
        var isOld = met.Length == 0;
        _values = new ValuesMet[Count];
        _spreads = new int[Count];
        for (var feature = 0; feature < Count; feature++)
        {
            _values[feature] = isOld ? new ValuesMet { Count = ValuesMet.Many } : ValuesMet.Of(met[feature], least[feature], most[feature]);
        }
    }

    private RunningVariance At(int place) => new() { Weight = _counts.Values[place], Mean = _means.Values[place], Squares = _squares.Values[place] };

    private NumericClasses View(int feature) =>
        new(_counts.Row(feature), _means.Row(feature), _squares.Row(feature), _factors.Row(feature), _offsets.Row(feature));

    /// <summary>Whether every class has a normal distribution of a feature.</summary>
    private bool IsEven(int feature, int classes) => _spreads[feature] == classes && !_values[feature].IsFlag;

    // The views are room on the stack that the methods which call these would have to clear for every feature.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddUneven(int feature, Span<double> sums, int classes, double x) =>
        View(feature).AddUneven(sums, classes, x, _values[feature]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrepareFlag(int feature, int label, double x, ref LogarithmBatch batch)
    {
        ref var values = ref _values[feature];
        if (values.Meet(x))
        {
            PrepareAll(feature);
        }
        else
        {
            View(feature).Refresh(label, values, ref batch);
        }
    }

    private void PrepareAll(int feature)
    {
        _spreads[feature] = 0;
        var batch = default(LogarithmBatch);
        for (var label = 0; label < Stride; label++)
        {
            var at = (feature * Stride) + label;
            _spreads[feature] += _squares.Values[at] > 0 ? 1 : 0;
            if (RiverRules)
            {
                PrepareDensity(at, _counts.Values[at], _squares.Values[at]);
            }
            else
            {
                View(feature).Refresh(label, _values[feature], ref batch);
            }
        }

        batch.Write();
    }

    private void PrepareDensity(int at, double n, double squares)
    {
        // The sample variance is squares / (n - 1); its inverse serves both constants with one division.
        var precision = (n - 1) / squares;
        var usable = n > 1 && squares > 0 && precision <= double.MaxValue;
        _factors.Values[at] = usable ? -0.5 * precision : 0;
        var factor = usable ? Math.Sqrt(precision * (1 / (2 * Math.PI))) : 0;
        _offsets.Values[at] = factor;
        LargestOffset = Math.Max(LargestOffset, factor);
    }
}
