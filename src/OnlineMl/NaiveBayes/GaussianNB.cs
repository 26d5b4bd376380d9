using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes with a normal distribution per number and class, and counts per text value and class.</summary>
/// <remarks>A number's likelihood is its density in the class. Of a feature that has had one or two numbers only, a flag, it is the
/// share of the number in the class. A class that has had the feature with one number only, or never, is taken as less likely than
/// all others where the number is another one, but not as impossible. A text's likelihood is (count + 1) / (examples + values), which is MOA's smoothing. Where the numbers lie
/// far from all classes the nearest in standard deviations still wins. Learn costs O(features
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
public sealed class GaussianNB : IClassifier, IExplains, ITakesEveryExample, IMergeable
{
    // Their products with the squares of the largest numbers, summed over any stream, stay finite.
    private const double LargestWeight = 1e20;

    private readonly ClassTable _classes = new();
    private readonly GaussianTable _gaussians = new();
    private readonly NominalTable _nominals = new();
    private readonly ClassLikelihoods _likelihoods = new();
    private double[] _classWeights = [];
    private int[] _numeric = [];
    private double[] _numbers = [];
    private int[] _nominalRows = [];

    /// <summary>Whether numbers are judged by river's rules: the likelihood is the density plus 1e-9, and just 1e-9 while fewer than
    /// two different numbers came with the class, so that flags that never vary within a class say nothing and far from all classes
    /// only their sizes count. Default false.</summary>
    public bool RiverRules
    {
        get => _gaussians.RiverRules;
        init => _gaussians.RiverRules = value;
    }

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
    public void Explain(FeatureVector x, Contributions contributions) => AdditiveScores.Explain(x, _classes, contributions, Score);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Class(y, weight))
        {
            return;
        }

        Check(x, weight);
        x.AdmitStrangers();

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
        var logarithms = default(LogarithmBatch);
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
                if (id >= _gaussians.Count)
                {
                    logarithms.Write();
                    _gaussians.Grow(id + 1, _classes.Count);
                }

                _gaussians.Update(id, label, numbers[position], weight, ref logarithms);
            }
        }

        logarithms.Write();
    }

    void IMergeable.Merge(Shares shares)
    {
        var classes = shares.Admit<GaussianNB>(_classes, model => model._classes);
        Array.Resize(ref _classWeights, FeatureClassTable.StrideFor(_classes.Count));
        var weights = _classWeights.ToArray();
        for (var share = 0; share < shares.Count; share++)
        {
            for (var label = 0; label < classes[share].Length; label++)
            {
                ref var weight = ref _classWeights[classes[share][label]];
                weight = Math.Max(0, weight + (shares.Get<GaussianNB>(share)._classWeights[label] - weights[classes[share][label]]));
            }
        }

        _gaussians.Merge(shares.Of<GaussianNB>(model => model._gaussians), classes);
        _nominals.Merge(shares.Of<GaussianNB>(model => model._nominals), classes);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Field("classWeights", ref _classWeights, _classes.Count);
        state.Child("gaussians", _gaussians);
        state.Child("nominals", _nominals);
        if (state.IsLoading)
        {
            CheckState();
        }
    }

    private static void Check(FeatureVector x, double weight)
    {
        // An example without features takes any weight.
        if (!Dense.AreWithin(x.Numbers, NumericClasses.LargestNumber) || (weight > LargestWeight && x.Count > 0))
        {
            throw new NonFiniteStepException(nameof(GaussianNB));
        }
    }

    private void CheckState()
    {
        var stride = FeatureClassTable.StrideFor(_classes.Count);
        if (_classWeights.Length != _classes.Count || _gaussians.Stride != stride || _nominals.Stride != stride)
        {
            throw new StateFormatException("The tables of GaussianNB do not have a place for each class.");
        }
    }

    private Span<double> Score(FeatureVector x)
    {
        var scores = new double[_classes.Count];
        Multiply(x);
        _likelihoods.WriteLogarithms(_classWeights.AsSpan(0, scores.Length), scores);
        return scores;
    }

    private void Multiply(FeatureVector x)
    {
        var classes = _classes.Count;
        _likelihoods.Start(_gaussians.Stride);
        var (numeric, nominal) = Find(x);
        if (RiverRules)
        {
            RiverDensities.Multiply(_likelihoods, _gaussians, _numeric.AsSpan(0, numeric), _numbers, classes);
        }
        else if (numeric > 0)
        {
            var logarithms = _likelihoods.Logarithms(_gaussians.Stride);
            _gaussians.AddLogLikelihoods(_numeric.AsSpan(0, numeric), _numbers.AsSpan(0, numeric), logarithms, classes);
        }

        if (nominal > 0)
        {
            _likelihoods.Multiply(_nominals.Counts, _nominals.Inverses, _nominalRows.AsSpan(0, nominal), classes);
        }
    }

    /// <summary>Lists the features of an example that the tables have; features never learned say nothing about the class.</summary>
    private (int Numeric, int Nominal) Find(FeatureVector x)
    {
        var ids = x.Ids;
        if (_numeric.Length < ids.Length)
        {
            _numeric = new int[ids.Length * 2];
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
            else if ((uint)id < (uint)_gaussians.Count && Math.Abs(numbers[position]) <= NumericClasses.LargestNumber)
            {
                _numeric[numeric] = id;
                _numbers[numeric++] = numbers[position];
            }
        }

        return (numeric, nominal);
    }
}
