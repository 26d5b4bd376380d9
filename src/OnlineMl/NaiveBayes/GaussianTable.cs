using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>A normal distribution per feature and class, with the constants of its density kept ready.</summary>
internal sealed class GaussianTable : IStateful
{
    private readonly FeatureClassTable _counts = new();
    private readonly FeatureClassTable _means = new();
    private readonly FeatureClassTable _squares = new();
    private readonly FeatureClassTable _exponents = new();
    private readonly FeatureClassTable _factors = new();

    /// <summary>How many features have distributions.</summary>
    public int Count => _means.Count;

    /// <summary>How many numbers one feature has: the classes, padded.</summary>
    public int Stride => _means.Stride;

    /// <summary>The means, feature by feature.</summary>
    public double[] Means => _means.Values;

    /// <summary>-1/(2σ²), feature by feature.</summary>
    public double[] Exponents => _exponents.Values;

    /// <summary>1/√(2πσ²), feature by feature; 0 while there is no spread.</summary>
    public double[] Factors => _factors.Values;

    /// <summary>At least the largest of the factors.</summary>
    public double LargestFactor { get; private set; }

    /// <summary>Makes room for a number of features and classes.</summary>
    public void Grow(int features, int classes)
    {
        if (features > Count || classes > Stride)
        {
            _counts.Grow(features, classes);
            _means.Grow(features, classes);
            _squares.Grow(features, classes);
            _exponents.Grow(features, classes);
            _factors.Grow(features, classes);
        }
    }

    /// <summary>Takes in a value of a feature of a class (Welford, with weights).</summary>
    public void Update(int feature, int label, double x, double weight)
    {
        var at = (feature * Stride) + label;
        ref var n = ref _counts.Values[at];
        ref var mean = ref _means.Values[at];
        ref var squares = ref _squares.Values[at];
        n += weight;
        var deviation = x - mean;
        mean += weight * deviation / n;
        squares += weight * deviation * (x - mean);
        Prepare(at, n, squares);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("counts", _counts);
        state.Child("means", _means);
        state.Child("squares", _squares);
        if (!state.IsLoading)
        {
            return;
        }

        if (_counts.Values.Length != _means.Values.Length || _squares.Values.Length != _means.Values.Length || _counts.Stride != _means.Stride)
        {
            throw new StateFormatException("The tables of the normal distributions differ in size.");
        }

        LargestFactor = 0;
        _exponents.Reset(_means);
        _factors.Reset(_means);
        for (var at = 0; at < _means.Values.Length; at++)
        {
            Prepare(at, _counts.Values[at], _squares.Values[at]);
        }
    }

    private void Prepare(int at, double n, double squares)
    {
        // The sample variance is squares / (n - 1); its inverse serves both constants with one division.
        var precision = (n - 1) / squares;
        var usable = n > 1 && squares > 0 && precision <= double.MaxValue;
        _exponents.Values[at] = usable ? -0.5 * precision : 0;
        var factor = usable ? Math.Sqrt(precision * (1 / (2 * Math.PI))) : 0;
        _factors.Values[at] = factor;
        LargestFactor = Math.Max(LargestFactor, factor);
    }
}
