using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes with a normal distribution per number and class, and counts per text value and class.</summary>
/// <remarks>A number's likelihood is the density at it plus 1e-9, and just 1e-9 while fewer than two different numbers came
/// with the class. A text's likelihood is (count + 1) / (examples + values), which is MOA's smoothing. Learn costs O(features
/// present), Predict O(features present × classes); memory grows with the features, the classes and the text values seen.
/// Needs no scaling.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new GaussianNB();
/// model.Learn(new FeatureVector(space) { ["x"] = -2, ["y"] = -1 }, "left");
/// model.Learn(new FeatureVector(space) { ["x"] = -3, ["y"] = -2 }, "left");
/// model.Learn(new FeatureVector(space) { ["x"] = 1, ["y"] = 1 }, "right");
/// model.Learn(new FeatureVector(space) { ["x"] = 3, ["y"] = 2 }, "right");
/// var label = model.Predict(new FeatureVector(space) { ["x"] = -0.8, ["y"] = -1 });
/// </code></example></remarks>
[Component("GaussianNB")]
public sealed class GaussianNB : IClassifier
{
    private const double LeastDensity = 1e-9;

    // Squares of larger numbers, summed over any stream, could overflow.
    private const double LargestNumber = 1e140;

    private readonly ClassTable _classes = new();
    private readonly GaussianTable _gaussians = new();
    private readonly NominalTable _nominals = new();
    private readonly ClassLikelihoods _likelihoods = new();
    private double[] _classWeights = [];
    private int[] _numericRows = [];
    private double[] _numbers = [];
    private int[] _nominalRows = [];

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (_classes.Count == 0)
        {
            return default;
        }

        Multiply(x);
        return _classes[_likelihoods.Best(_classWeights.AsSpan(0, _classes.Count))];
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_classes);
        if (values.Length > 0)
        {
            Multiply(x);
            _likelihoods.Normalize(_classWeights.AsSpan(0, values.Length), values);
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (weight == 0)
        {
            return;
        }

        foreach (var number in x.Numbers)
        {
            if (Math.Abs(number) > LargestNumber)
            {
                throw new NonFiniteStepException(nameof(GaussianNB));
            }
        }

        var label = _classes.GetOrAdd(y);
        if (label >= _classWeights.Length)
        {
            Array.Resize(ref _classWeights, FeatureClassTable.StrideFor(_classes.Count));
            _gaussians.Grow(0, _classes.Count);
            _nominals.Grow(0, _classes.Count);
        }

        _classWeights[label] += weight;
        var ids = x.Ids;
        var numbers = x.Numbers;
        var hasText = x.HasText;
        for (var position = 0; position < ids.Length; position++)
        {
            var id = ids[position];
            var code = hasText ? x.LearnValueCodeAt(position) : -1;
            if (code >= 0)
            {
                _nominals.Grow(id + 1, _classes.Count);
                _nominals.Update(id, code, label, weight);
            }
            else
            {
                _gaussians.Grow(id + 1, _classes.Count);
                _gaussians.Update(id, label, numbers[position], weight);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Field("classWeights", ref _classWeights, _classes.Count);
        state.Child("gaussians", _gaussians);
        state.Child("nominals", _nominals);
    }

    private void Multiply(FeatureVector x)
    {
        var stride = FeatureClassTable.StrideFor(_classes.Count);
        _likelihoods.Start(stride);
        var (numeric, nominal) = FindRows(x);
        if (numeric > 0)
        {
            MultiplyDensities(numeric);
        }

        if (nominal > 0)
        {
            MultiplyShares(nominal);
        }
    }

    /// <summary>Lists where the tables have the features of an example; features never learned say nothing about the class.</summary>
    private (int Numeric, int Nominal) FindRows(FeatureVector x)
    {
        var ids = x.Ids;
        if (_numericRows.Length < ids.Length)
        {
            _numericRows = new int[ids.Length * 2];
            _numbers = new double[ids.Length * 2];
            _nominalRows = new int[ids.Length * 4];
        }

        var numbers = x.Numbers;
        var hasText = x.HasText;
        var numeric = 0;
        var nominal = 0;
        for (var position = 0; position < ids.Length; position++)
        {
            var id = ids[position];
            var code = hasText ? x.ValueCodeAt(position) : -1;
            if (code >= 0 || (hasText && x.IsText(position)))
            {
                if (_nominals.Knows(id))
                {
                    _nominalRows[nominal] = _nominals.RowOf(id, code) * _nominals.Stride;
                    _nominalRows[nominal + 1] = id * _nominals.Stride;
                    nominal += 2;
                }
            }
            else if ((uint)id < (uint)_gaussians.Count)
            {
                _numericRows[numeric] = id * _gaussians.Stride;
                _numbers[numeric++] = numbers[position];
            }
        }

        return (numeric, nominal);
    }

    private void MultiplyDensities(int count)
    {
        ref var means = ref MemoryMarshal.GetArrayDataReference(_gaussians.Means);
        ref var exponents = ref MemoryMarshal.GetArrayDataReference(_gaussians.Exponents);
        ref var factors = ref MemoryMarshal.GetArrayDataReference(_gaussians.Factors);
        var interval = ClassLikelihoods.Interval(_gaussians.LargestFactor);
        var largest = Vector256.Create(1e300);
        var least = Vector256.Create(LeastDensity);
        for (var lane = 0; lane < _gaussians.Stride; lane += Vector256<double>.Count)
        {
            var product = _likelihoods.Load(lane);
            var floor = Floor(lane);
            for (var i = 0; i < count; i++)
            {
                var at = (nuint)(_numericRows[i] + lane);
                var deviation = Vector256.Create(_numbers[i]) - Vector256.LoadUnsafe(ref means, at);
                var square = Vector256.Min(deviation * deviation, largest);
                var density = Elementary.Exp(square * Vector256.LoadUnsafe(ref exponents, at)) * Vector256.LoadUnsafe(ref factors, at);
                product *= density + least;
                if ((i & interval) == interval)
                {
                    product = _likelihoods.Fold(lane, Vector256.Max(product, floor));
                }
            }

            _likelihoods.Store(lane, _likelihoods.Fold(lane, Vector256.Max(product, floor)));
        }
    }

    private void MultiplyShares(int count)
    {
        ref var counts = ref MemoryMarshal.GetArrayDataReference(_nominals.Counts);
        ref var inverses = ref MemoryMarshal.GetArrayDataReference(_nominals.Inverses);
        var rows = _nominalRows.AsSpan(0, count);
        for (var lane = 0; lane < _nominals.Stride; lane += Vector256<double>.Count)
        {
            var product = _likelihoods.Load(lane);
            var floor = Floor(lane);
            for (var i = 0; i + 1 < rows.Length; i += 2)
            {
                var seen = Vector256.LoadUnsafe(ref counts, (nuint)(rows[i] + lane)) + Vector256<double>.One;
                product *= seen * Vector256.LoadUnsafe(ref inverses, (nuint)(rows[i + 1] + lane));

                // Shares are above 1e-17, so that eight of them do no harm.
                if ((i & 14) == 14)
                {
                    product = _likelihoods.Fold(lane, Vector256.Max(product, floor));
                }
            }

            _likelihoods.Store(lane, _likelihoods.Fold(lane, Vector256.Max(product, floor)));
        }
    }

    /// <summary>Keeps the padding behind the last class from shrinking.</summary>
    private Vector256<double> Floor(int lane) =>
        Vector256.ConditionalSelect(
            Vector256.LessThan(Vector256.Create((double)lane, lane + 1, lane + 2, lane + 3), Vector256.Create((double)_classes.Count)),
            Vector256<double>.Zero,
            Vector256<double>.One);
}
