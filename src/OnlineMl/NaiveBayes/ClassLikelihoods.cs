using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OnlineMl.Numerics;

namespace OnlineMl.NaiveBayes;

/// <summary>Turns products of likelihoods, one per class, into probabilities.</summary>
/// <remarks>A product of likelihoods needs no logarithm until it leaves the range in which a further factor is safe. Only
/// then is its logarithm put aside and the product started again from one.</remarks>
internal sealed class ClassLikelihoods
{
    private const double Tiny = 1e-140;
    private const double Huge = 1e140;

    private double[] _products = [];
    private double[] _logarithms = [];
    private bool _folded;

    /// <summary>Starts with one for each class.</summary>
    public void Start(int stride)
    {
        if (_products.Length < stride)
        {
            _products = new double[stride];
            _logarithms = new double[stride];
        }

        _products.AsSpan(0, stride).Fill(1);
        if (_folded)
        {
            Array.Clear(_logarithms);
            _folded = false;
        }
    }

    /// <summary>A mask of the number of factors: where all its bits are set, the product must be folded.</summary>
    public static int Interval(double largestFactor) => largestFactor <= 1e15 ? 7 : 0;

    /// <summary>The product of the four classes from <paramref name="lane"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Load(int lane) => Lanes.Load(_products, lane);

    /// <summary>Keeps the product of the four classes from <paramref name="lane"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int lane, Vector256<double> product) => Lanes.Store(_products, lane, product);

    /// <summary>A product that is safe to multiply once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Fold(int lane, Vector256<double> product)
    {
        var unsafeLanes = Vector256.LessThan(product, Vector256.Create(Tiny)) | Vector256.GreaterThan(product, Vector256.Create(Huge));
        return unsafeLanes == Vector256<double>.Zero ? product : PutAside(lane, product);
    }

    /// <summary>Keeps the padding behind the last class from shrinking.</summary>
    public static Vector256<double> Floor(int lane, int classes) =>
        Vector256.ConditionalSelect(
            Vector256.LessThan(Vector256.Create((double)lane, lane + 1, lane + 2, lane + 3), Vector256.Create((double)classes)),
            Vector256<double>.Zero,
            Vector256<double>.One);

    /// <summary>Multiplies with (count + 1) × inverse of each class, for pairs of places in two arrays of rows across classes.</summary>
    public void Multiply(double[] countRows, double[] inverseRows, ReadOnlySpan<int> places, int classes)
    {
        for (var lane = 0; lane < FeatureClassTable.StrideFor(classes); lane += Vector256<double>.Count)
        {
            var product = Load(lane);
            var floor = Floor(lane, classes);
            for (var i = 0; i + 1 < places.Length; i += 2)
            {
                var seen = Lanes.Load(countRows, places[i] + lane) + Vector256<double>.One;
                product *= seen * Lanes.Load(inverseRows, places[i + 1] + lane);

                // Shares are above 1e-17, so that eight of them do no harm.
                if ((i & 14) == 14)
                {
                    product = Fold(lane, Vector256.Max(product, floor));
                }
            }

            Store(lane, Fold(lane, Vector256.Max(product, floor)));
        }
    }

    /// <summary>The logarithms of further factors, one per class, to be added to.</summary>
    public Span<double> Logarithms(int stride)
    {
        _folded = true;
        return _logarithms.AsSpan(0, stride);
    }

    /// <summary>Writes the logarithms of the products, weighted with how often each class came.</summary>
    public void WriteLogarithms(ReadOnlySpan<double> priors, Span<double> scores)
    {
        for (var label = 0; label < priors.Length; label++)
        {
            scores[label] = Elementary.Log(_products[label] * priors[label]) + _logarithms[label];
        }
    }

    /// <summary>The class with the largest product, weighted with how often it came; where all are 0, the one that came most often.</summary>
    public int Best(ReadOnlySpan<double> priors)
    {
        var best = 0;
        var largest = double.NegativeInfinity;
        for (var label = 0; label < priors.Length; label++)
        {
            var value = _products[label] * priors[label];
            if (_folded)
            {
                value = Elementary.Log(value) + _logarithms[label];
            }

            if (value > largest)
            {
                best = label;
                largest = value;
            }
        }

        return largest > double.NegativeInfinity ? best : LogScores.Best(priors);
    }

    /// <summary>Writes the probabilities: the products, weighted with how often each class came, over their sum.</summary>
    public void Normalize(ReadOnlySpan<double> priors, Span<double> probabilities)
    {
        var sum = 0.0;
        if (_folded)
        {
            var largest = double.NegativeInfinity;
            for (var label = 0; label < priors.Length; label++)
            {
                probabilities[label] = Elementary.Log(_products[label] * priors[label]) + _logarithms[label];
                largest = Math.Max(largest, probabilities[label]);
            }

            for (var label = 0; label < priors.Length; label++)
            {
                probabilities[label] = largest > double.NegativeInfinity ? Elementary.Exp(probabilities[label] - largest) : priors[label];
                sum += probabilities[label];
            }
        }
        else
        {
            for (var label = 0; label < priors.Length; label++)
            {
                probabilities[label] = _products[label] * priors[label];
                sum += probabilities[label];
            }
        }

        var inverse = 1 / sum;
        foreach (ref var probability in probabilities)
        {
            probability *= inverse;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Vector256<double> PutAside(int lane, Vector256<double> product)
    {
        for (var i = 0; i < Vector256<double>.Count; i++)
        {
            _logarithms[lane + i] += Elementary.Log(product[i]);
        }

        _folded = true;
        return Vector256<double>.One;
    }
}
