using System.Globalization;
using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>How often each class came, and how much of each feature came with it.</summary>
internal sealed class FrequencyTable : IStateful, IMergeable
{
    // Sums of larger numbers could overflow on a long stream.
    private const double LargestNumber = 1e290;

    private readonly FeatureClassTable _counts = new();
    private readonly ClassTable _classes = new();
    private double[] _classWeights = [];
    private double[] _classTotals = [];
    private double[] _featureTotals = [];
    private int[] _known = [];
    private int _terms;

    /// <summary>The classes.</summary>
    public ClassTable Classes => _classes;

    /// <summary>How often each class came.</summary>
    public ReadOnlySpan<double> ClassWeights => _classWeights.AsSpan(0, _classes.Count);

    /// <summary>The sum of all features of each class.</summary>
    public ReadOnlySpan<double> ClassTotals => _classTotals.AsSpan(0, _classes.Count);

    /// <summary>The amount of each feature with each class.</summary>
    public FeatureClassTable Counts => _counts;

    /// <summary>How many features have been learned.</summary>
    public int Terms => _terms;

    /// <summary>Whether a feature has been learned.</summary>
    public bool Knows(int id) => (uint)id < (uint)_known.Length && _known[id] != 0;

    /// <summary>The sum of a feature over all classes.</summary>
    public double FeatureTotal(int id) => _featureTotals[id];

    /// <summary>Refuses an example whose weight is too large to be summed.</summary>
    public static void Check(double weight, string model)
    {
        if (weight > LargestNumber)
        {
            throw new NonFiniteStepException(model);
        }
    }

    /// <summary>Refuses an example whose numbers are no counts, or too large to be summed.</summary>
    public static void CheckCounts(FeatureVector x, double weight, string model)
    {
        Check(weight, model);
        for (var position = 0; position < x.Count; position++)
        {
            var number = x.Numbers[position];
            if (number < 0)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model} learns counts, and '{x.NameAt(position)}' is {number}, but a count cannot be negative. GaussianNB takes any number."),
                    nameof(x));
            }

            if (!(weight * number <= LargestNumber))
            {
                throw new NonFiniteStepException(model);
            }
        }
    }

    /// <summary>Counts an example of a class and returns the class's number.</summary>
    public int AddExample(Label y, double weight)
    {
        var label = _classes.GetOrAdd(y);
        if (label >= _classWeights.Length)
        {
            Array.Resize(ref _classWeights, FeatureClassTable.StrideFor(_classes.Count));
            Array.Resize(ref _classTotals, _classWeights.Length);
            _counts.Grow(0, _classes.Count);
        }

        _classWeights[label] += weight;
        return label;
    }

    /// <summary>Adds an amount of a feature to a class and returns the new sum of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Add(int id, int label, double amount)
    {
        if (!Knows(id))
        {
            Admit(id);
        }

        _classTotals[label] += amount;
        _featureTotals[id] += amount;
        return _counts[id, label] += amount;
    }

    void IMergeable.Merge(Shares shares)
    {
        var classes = shares.Admit<FrequencyTable>(_classes, table => table._classes);
        Array.Resize(ref _classWeights, FeatureClassTable.StrideFor(_classes.Count));
        Array.Resize(ref _classTotals, _classWeights.Length);
        _counts.Grow(shares.Extent<FrequencyTable>(table => table._counts.Count), _classes.Count);
        FeatureArray.Grow(ref _known, _counts.Count);
        FeatureArray.Grow(ref _featureTotals, _counts.Count);
        var (weights, totals, featureTotals) = (_classWeights.ToArray(), _classTotals.ToArray(), _featureTotals.ToArray());
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<FrequencyTable>(share);
            for (var label = 0; label < classes[share].Length; label++)
            {
                var mine = classes[share][label];
                _classWeights[mine] = Math.Max(0, _classWeights[mine] + (other._classWeights[label] - weights[mine]));
                _classTotals[mine] = Math.Max(0, _classTotals[mine] + (other._classTotals[label] - totals[mine]));
            }

            for (var theirs = 0; theirs < other._counts.Count; theirs++)
            {
                var id = shares.IdOf(share, theirs);
                _featureTotals[id] = Math.Max(0, _featureTotals[id] + (other._featureTotals[theirs] - featureTotals[id]));
                _known[id] = Math.Max(_known[id], other._known[theirs]);
            }
        }

        _counts.Merge<FrequencyTable>(shares, table => table._counts, classes, shares.IdOf);
        _terms = _known.AsSpan().Count(1);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Field("classWeights", ref _classWeights, _classes.Count);
        state.Field("classTotals", ref _classTotals, _classes.Count);
        state.Child("counts", _counts);
        state.Field("featureTotals", ref _featureTotals, _counts.Count);
        state.Field("known", ref _known, _counts.Count);
        if (state.IsLoading)
        {
            if (_counts.Stride != FeatureClassTable.StrideFor(_classes.Count))
            {
                throw new StateFormatException("The tables of frequencies differ in size.");
            }

            _terms = _known.AsSpan().Count(1);
        }
    }

    private void Admit(int id)
    {
        if (id >= _counts.Count)
        {
            _counts.Grow(id + 1, _classes.Count);
        }

        FeatureArray.Grow(ref _known, id + 1);
        FeatureArray.Grow(ref _featureTotals, id + 1);
        _known[id] = 1;
        _terms++;
    }
}
