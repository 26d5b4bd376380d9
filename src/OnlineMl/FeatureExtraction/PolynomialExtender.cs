using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.FeatureExtraction;

/// <summary>Adds the products of features: <c>a*a</c>, <c>a*b</c>, … up to a degree.</summary>
/// <remarks>The names in a product are sorted. Texts pass unchanged. Learns nothing; Transform costs O(number of products), which
/// for n features and degree d is of the order of n^d. An example with more than 262,144 products is refused before any is made.
/// <example><code>
/// var model = new StandardScaler() | new PolynomialExtender { Degree = 2 } | new LinearRegression();
/// </code></example></remarks>
[Component("PolynomialExtender")]
public sealed class PolynomialExtender : ITransformer, IMergeable
{
    // Up to here the number of products is counted to its end, although it is too large.
    private const int FewDegrees = 100;

    // Each product is an earlier product (or 1) times one feature.
    private int[] _prefixes = [];
    private int[] _factors = [];
    private int _products;

    // The example that the products above and the ids below were made for.
    private int[] _shape = [];
    private object? _source;
    private object? _target;
    private int[] _outputIds = [];
    private int _bias;
    private double[] _values = [];
    private double[] _numbers = [];
    private int[] _numeric = [];

    /// <summary>The largest number of factors. Range [1, ∞), default 2.</summary>
    public int Degree { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Whether a feature occurs in a product once at most. Default false.</summary>
    public bool InteractionOnly { get; init; }

    /// <summary>Whether a feature that is always 1 is added. Default false.</summary>
    public bool IncludeBias { get; init; }

    /// <summary>The name of the feature that is always 1. Default <c>bias</c>.</summary>
    public string BiasName { get; init => field = Require.Given(value); } = "bias";

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var count = Gather(x);
        var isCached = ReferenceEquals(_source, x.Space.Identity) && ReferenceEquals(_target, output.Space.Identity) &&
            _numeric.AsSpan(0, count).SequenceEqual(_shape);
        if (!isCached)
        {
            Prepare(x, count, output);
        }

        for (var i = 0; i < _products; i++)
        {
            var prefix = _prefixes[i];
            _values[i] = prefix < 0 ? _numbers[_factors[i]] : _values[prefix] * _numbers[_factors[i]];
            output.Add(_outputIds[i], _values[i]);
        }

        if (IncludeBias)
        {
            output.Add(_bias, 1.0);
        }

        if (x.HasText)
        {
            AddTexts(x, output);
        }
    }

    void IMergeable.Merge(Shares shares)
    {
    }

    void IStateful.Describe(StateArchive state)
    {
    }

    private static void AddTexts(FeatureVector x, FeatureVector output)
    {
        for (var position = 0; position < x.Count; position++)
        {
            if (x.TextAt(position) is { } text)
            {
                output.Add(output.Resolve(x.NameAt(position).AsSpan()), text);
            }
        }
    }

    private int Gather(FeatureVector x)
    {
        if (_numbers.Length < x.Count)
        {
            _numbers = new double[x.Count * 2];
            _numeric = new int[x.Count * 2];
        }

        var count = 0;
        for (var position = 0; position < x.Count; position++)
        {
            if (!x.IsText(position))
            {
                _numeric[count] = x.Ids[position];
                _numbers[count++] = x.Numbers[position];
            }
        }

        return count;
    }

    private void Prepare(FeatureVector x, int count, FeatureVector output)
    {
        if (_shape.Length != count)
        {
            Enumerate(count, x.MostMade);
        }

        var names = new List<string>(count);
        for (var position = 0; position < x.Count; position++)
        {
            if (!x.IsText(position))
            {
                names.Add(x.NameAt(position));
            }
        }

        CheckNames(names, x.MostMade);

        var isLasting = !x.HasStrangers;
        for (var i = 0; i < _products; i++)
        {
            _outputIds[i] = output.Resolve(NameOf(i, names).AsSpan());
            isLasting &= _outputIds[i] < FeatureSpace.FirstStranger;
        }

        if (IncludeBias)
        {
            _bias = output.Resolve(BiasName.AsSpan());
            isLasting &= _bias < FeatureSpace.FirstStranger;
        }

        _shape = _numeric.AsSpan(0, count).ToArray();
        _source = isLasting ? x.Space.Identity : null;
        _target = output.Space.Identity;
    }

    private string NameOf(int product, List<string> names)
    {
        var factors = new List<string>();
        for (var i = product; i >= 0; i = _prefixes[i])
        {
            factors.Add(names[_factors[i]]);
        }

        factors.Sort(StringComparer.Ordinal);
        return string.Join('*', factors);
    }

    private void CheckNames(List<string> names, int most)
    {
        var bytes = 0.0;
        for (var i = 0; i < _products; i++)
        {
            var prefix = _prefixes[i];
            _values[i] = names[_factors[i]].Length + (prefix < 0 ? 0 : _values[prefix] + 1);
            bytes += _values[i];
        }

        MadeFeatures.CheckNames(this, bytes, most);
    }

    // Of n features there are (n + d - 1 choose d) products of degree d, or (n choose d) when no feature occurs twice.
    private double CountProducts(int count, int most)
    {
        var ofDegree = (double)count;
        var products = ofDegree;
        for (var degree = 2; degree <= Degree && ofDegree > 0 && (products <= most || degree <= FewDegrees); degree++)
        {
            ofDegree *= (InteractionOnly ? count - degree + 1.0 : count + degree - 1.0) / degree;
            products += Math.Round(ofDegree);
        }

        return products;
    }

    // By degree, and within one degree in the order of the features.
    private void Enumerate(int count, int most)
    {
        MadeFeatures.Check(this, CountProducts(count, most), most);
        var prefixes = new List<int>();
        var factors = new List<int>();
        for (var factor = 0; factor < count; factor++)
        {
            prefixes.Add(-1);
            factors.Add(factor);
        }

        var start = 0;
        for (var degree = 2; degree <= Degree && start < factors.Count; degree++)
        {
            var end = factors.Count;
            for (var prefix = start; prefix < end; prefix++)
            {
                for (var factor = factors[prefix] + (InteractionOnly ? 1 : 0); factor < count; factor++)
                {
                    prefixes.Add(prefix);
                    factors.Add(factor);
                }
            }

            start = end;
        }

        _prefixes = [.. prefixes];
        _factors = [.. factors];
        _products = _factors.Length;
        _values = new double[_products];
        _outputIds = new int[_products];
    }
}
