using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Randomness;
using OnlineMl.State;

namespace OnlineMl.Anomaly;

/// <summary>The random trees of <see cref="HalfSpaceTrees"/>: where each halves the space, and into which leaf an example falls.</summary>
internal sealed class SpaceDivision(int trees, int height)
{
    // Keeps a split away from the borders of its region.
    private const double Padding = 0.15;

    private int[] _features = [];
    private int[] _splitFeatures = [];
    private double[] _splitPoints = [];
    private double[] _point = [];

    /// <summary>How many splits a tree has; the leaves are numbered from there on.</summary>
    public int Splits { get; } = (1 << height) - 1;

    /// <summary>How many leaves a tree has.</summary>
    public int Leaves => Splits + 1;

    /// <summary>Whether the splits are drawn.</summary>
    public bool IsDrawn => _features.Length > 0;

    /// <summary>Draws the splits along the features of an example. The features are taken in the order of their names, so that it does not
    /// matter in which order they came.</summary>
    public void Draw(FeatureVector x, IReadOnlyDictionary<string, (double Least, double Most)>? limits, int? seed)
    {
        var names = new string[x.Count];
        _features = x.Ids.ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = x.NameAt(i);
        }

        Array.Sort(names, _features, StringComparer.Ordinal);
        _point = new double[_features.Length];
        _splitFeatures = new int[trees * Splits];
        _splitPoints = new double[trees * Splits];
        var least = new double[names.Length];
        var most = new double[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            (least[i], most[i]) = limits is not null && limits.TryGetValue(names[i], out var pair) ? pair : (0, 1);
        }

        var random = new RandomSource(seed);
        for (var tree = 0; tree < trees; tree++)
        {
            Divide(tree, 0, least, most, random);
        }
    }

    /// <summary>Finds the leaf of each tree that an example falls into.</summary>
    /// <param name="x">The example.</param>
    /// <param name="masses">How many examples each leaf has had, by which those go that lack a feature.</param>
    /// <param name="leaves">Receives the leaves, numbered through all trees.</param>
    public void FindLeaves(FeatureVector x, ReadOnlySpan<double> masses, Span<int> leaves)
    {
        if (!ReadPoint(x))
        {
            for (var tree = 0; tree < leaves.Length; tree++)
            {
                leaves[tree] = (tree * Leaves) + DescendWithGaps(tree, masses.Slice(tree * Leaves, Leaves));
            }

            return;
        }

        // Four trees at a time: each step waits for memory, and the waits of different trees overlap.
        var first = 0;
        for (; first + 4 <= leaves.Length; first += 4)
        {
            var (a, b, c, d) = (0, 0, 0, 0);
            for (var level = 0; level < height; level++)
            {
                a = Step(first, a);
                b = Step(first + 1, b);
                c = Step(first + 2, c);
                d = Step(first + 3, d);
            }

            // A leaf's number in its tree lies the splits before its node's; those of the trees before come on top.
            leaves[first] = (first * Leaves) + a - Splits;
            leaves[first + 1] = ((first + 1) * Leaves) + b - Splits;
            leaves[first + 2] = ((first + 2) * Leaves) + c - Splits;
            leaves[first + 3] = ((first + 3) * Leaves) + d - Splits;
        }

        for (; first < leaves.Length; first++)
        {
            var node = 0;
            for (var level = 0; level < height; level++)
            {
                node = Step(first, node);
            }

            leaves[first] = (first * Leaves) + node - Splits;
        }
    }

    /// <summary>Names the splits to an archive.</summary>
    public void Describe(StateArchive state)
    {
        state.Field("features", ref _features, FieldLength.Any);
        var drawn = _features.Length == 0 ? 0 : trees;
        state.Field("splitFeatures", ref _splitFeatures, FieldLength.Exactly(drawn, Splits), WholeRange.Below(_features.Length));
        state.Field("splitPoints", ref _splitPoints, FieldLength.Exactly(drawn, Splits));
        if (state.IsLoading)
        {
            _point = new double[_features.Length];
        }
    }

    /// <summary>Draws a split and then those of its left and of its right side.</summary>
    private void Divide(int tree, int node, double[] least, double[] most, RandomSource random)
    {
        if (node >= Splits)
        {
            return;
        }

        var i = DrawFeature(least, most, random);
        var (a, b) = (least[i], most[i]);
        var point = random.NextUniform(a + (Padding * (b - a)), b - (Padding * (b - a)));
        _splitFeatures[(tree * Splits) + node] = i;
        _splitPoints[(tree * Splits) + node] = point;
        most[i] = point;
        Divide(tree, (2 * node) + 1, least, most, random);
        (least[i], most[i]) = (point, b);
        Divide(tree, (2 * node) + 2, least, most, random);
        least[i] = a;
    }

    /// <summary>Draws a feature, the wider its region the likelier.</summary>
    private static int DrawFeature(double[] least, double[] most, RandomSource random)
    {
        var total = 0.0;
        for (var i = 0; i < least.Length; i++)
        {
            total += most[i] - least[i];
        }

        var drawn = random.NextDouble() * total;
        var sum = 0.0;
        for (var i = 0; i < least.Length - 1; i++)
        {
            sum += most[i] - least[i];
            if (drawn < sum)
            {
                return i;
            }
        }

        return least.Length - 1;
    }

    /// <summary>Reads the features that the trees look at; an absent one becomes NaN.</summary>
    private bool ReadPoint(FeatureVector x)
    {
        var isComplete = true;
        var numbers = x.Numbers;
        for (var i = 0; i < _features.Length; i++)
        {
            var position = x.IndexOf(_features[i]);
            _point[i] = position < 0 ? double.NaN : numbers[position];
            isComplete &= position >= 0;
        }

        return isComplete;
    }

    /// <summary>The child of a node on the side of the point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Step(int tree, int node)
    {
        var at = (tree * Splits) + node;
        var goesLeft = _point[_splitFeatures[at]] < _splitPoints[at];

        // Arithmetic instead of a branch, which the processor could not foresee.
        return (2 * node) + 2 - Flag.ToNumber(goesLeft);
    }

    private int DescendWithGaps(int tree, ReadOnlySpan<double> masses)
    {
        var splits = tree * Splits;
        var node = 0;
        while (node < Splits)
        {
            var number = _point[_splitFeatures[splits + node]];
            var goesLeft = double.IsNaN(number)
                ? Mass((2 * node) + 1, masses) >= Mass((2 * node) + 2, masses)
                : number < _splitPoints[splits + node];
            node = (2 * node) + (goesLeft ? 1 : 2);
        }

        return node - Splits;
    }

    /// <summary>How many examples of this window went through a node: those of the leaves below it.</summary>
    private double Mass(int node, ReadOnlySpan<double> masses)
    {
        var (first, last) = (node, node);
        while (first < Splits)
        {
            first = (2 * first) + 1;
            last = (2 * last) + 2;
        }

        var sum = 0.0;
        foreach (var mass in masses.Slice(first - Splits, last - first + 1))
        {
            sum += mass;
        }

        return sum;
    }
}
