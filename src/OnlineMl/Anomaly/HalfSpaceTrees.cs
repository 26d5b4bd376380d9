using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Randomness;
using OnlineMl.State;

namespace OnlineMl.Anomaly;

/// <summary>Says how empty the region is that an example falls into, by random trees that halve the space again and again.</summary>
/// <remarks>Tan, Ting, Liu, IJCAI 2011. Scores lie in [0, 1]; they are 0 until the first window is full. The trees are drawn when the
/// first example is learned and look only at the features that it has. A feature that an example lacks sends it to the side that
/// more examples of this window took. Learn and Score cost O(trees × height); memory is O(trees × 2^height). Wants numbers
/// between 0 and 1, as a MinMaxScaler makes them, or <see cref="Limits"/>.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new HalfSpaceTrees { NTrees = 5, Height = 3, WindowSize = 3, Seed = 42 };
/// foreach (var number in new[] { 0.5, 0.45, 0.43 })
/// {
///     model.Learn(new FeatureVector(space) { ["x"] = number });
/// }
///
/// var usual = model.Score(new FeatureVector(space) { ["x"] = 0.44 });
/// var unusual = model.Score(new FeatureVector(space) { ["x"] = 0.0 });
/// </code></example></remarks>
[Component("HalfSpaceTrees")]
public sealed class HalfSpaceTrees : IAnomalyDetector
{
    // Keeps a split away from the borders of its region.
    private const double Padding = 0.15;

    // The share of the window below which a region is too empty to be divided further when scoring.
    private const double SizeLimit = 0.1;

    private int[] _features = [];
    private int[] _splitFeatures = [];
    private double[] _splitPoints = [];
    private int[] _masses = [];
    private int[] _referenceMasses = [];
    private int _seen;
    private bool _isReady;
    private double[] _scores = [];
    private double[] _point = [];
    private int[] _leaves = [];

    /// <summary>How many trees there are. Range [1, 10000], default 10.</summary>
    public int NTrees { get; init => field = Require.Between(value, 1, 10000); } = 10;

    /// <summary>How often a tree divides the space. Range [1, 20], default 8.</summary>
    public int Height { get; init => field = Require.Between(value, 1, 20); } = 8;

    /// <summary>How many examples are counted before they become the reference. Range [1, ∞), default 250.</summary>
    public int WindowSize { get; init => field = Require.Positive(value); } = 250;

    /// <summary>The least and the largest number of each feature. Default null: [0, 1] for every feature that is not named.</summary>
    public IReadOnlyDictionary<string, (double Least, double Most)>? Limits { get; init => field = CheckLimits(value); }

    /// <summary>The seed of the trees. Any whole number or null, which means 0. Default null.</summary>
    public int? Seed { get; init; }

    private int Leaves => 1 << Height;

    private int Splits => Leaves - 1;

    /// <inheritdoc/>
    public double Score(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!_isReady)
        {
            return 0;
        }

        FindLeaves(x);
        var sum = 0.0;
        for (var tree = 0; tree < NTrees; tree++)
        {
            sum += _scores[(tree * Leaves) + _leaves[tree]];
        }

        return 1 - (sum / ((double)NTrees * WindowSize * ((2L << Height) - 1)));
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1)
    {
        if (!Require.Example(x, weight))
        {
            return;
        }

        if (_splitPoints.Length == 0)
        {
            if (x.Count == 0)
            {
                return;
            }

            Plant(x);
        }

        FindLeaves(x);
        for (var tree = 0; tree < NTrees; tree++)
        {
            _masses[(tree * Leaves) + _leaves[tree]]++;
        }

        if (++_seen == WindowSize)
        {
            (_masses, _referenceMasses) = (_referenceMasses, _masses);
            Array.Clear(_masses);
            _seen = 0;
            _isReady = true;
            PrepareScores();
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("features", ref _features);
        state.Field("splitFeatures", ref _splitFeatures);
        state.Field("splitPoints", ref _splitPoints);
        state.Field("masses", ref _masses);
        state.Field("referenceMasses", ref _referenceMasses);
        state.Field("seen", ref _seen);
        state.Field("isReady", ref _isReady);
        if (state.IsLoading)
        {
            CheckSizes();
            _scores = new double[_masses.Length];
            _point = new double[_features.Length];
            _leaves = new int[NTrees];
            PrepareScores();
        }
    }

    private static IReadOnlyDictionary<string, (double Least, double Most)>? CheckLimits(IReadOnlyDictionary<string, (double Least, double Most)>? limits)
    {
        if (limits is not null)
        {
            foreach (var (feature, (least, most)) in limits)
            {
                if (!double.IsFinite(most - least) || most < least)
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(limits), $"{least}..{most}", $"The limits of '{feature}' must be two finite numbers, the smaller one first.");
                }
            }
        }

        return limits;
    }

    private void CheckSizes()
    {
        var isPlanted = _features.Length > 0;
        var splits = isPlanted ? NTrees * Splits : 0;
        var leaves = isPlanted ? NTrees * Leaves : 0;
        if (_splitFeatures.Length != splits || _splitPoints.Length != splits || _masses.Length != leaves || _referenceMasses.Length != leaves ||
            Array.Exists(_splitFeatures, feature => (uint)feature >= (uint)_features.Length))
        {
            throw new StateFormatException("The trees do not have the size that the number of trees and the height ask for.");
        }
    }

    private void Plant(FeatureVector x)
    {
        _features = x.Ids.ToArray();
        _point = new double[_features.Length];
        _leaves = new int[NTrees];
        _splitFeatures = new int[NTrees * Splits];
        _splitPoints = new double[NTrees * Splits];
        _masses = new int[NTrees * Leaves];
        _referenceMasses = new int[NTrees * Leaves];
        _scores = new double[NTrees * Leaves];
        var least = new double[_features.Length];
        var most = new double[_features.Length];
        for (var i = 0; i < _features.Length; i++)
        {
            (least[i], most[i]) = Limits is not null && Limits.TryGetValue(x.NameAt(i), out var pair) ? pair : (0, 1);
        }

        var random = new RandomSource(Seed);
        for (var tree = 0; tree < NTrees; tree++)
        {
            Divide(tree, 0, least, most, random);
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

    /// <summary>Finds the leaf of each tree that an example falls into.</summary>
    private void FindLeaves(FeatureVector x)
    {
        if (!ReadPoint(x))
        {
            for (var tree = 0; tree < NTrees; tree++)
            {
                _leaves[tree] = DescendWithGaps(tree);
            }

            return;
        }

        // Four trees at a time: each step waits for memory, and the waits of different trees overlap.
        var first = 0;
        for (; first + 4 <= NTrees; first += 4)
        {
            var (a, b, c, d) = (0, 0, 0, 0);
            for (var level = 0; level < Height; level++)
            {
                a = Step(first, a);
                b = Step(first + 1, b);
                c = Step(first + 2, c);
                d = Step(first + 3, d);
            }

            _leaves[first] = a - Splits;
            _leaves[first + 1] = b - Splits;
            _leaves[first + 2] = c - Splits;
            _leaves[first + 3] = d - Splits;
        }

        for (; first < NTrees; first++)
        {
            var node = 0;
            for (var level = 0; level < Height; level++)
            {
                node = Step(first, node);
            }

            _leaves[first] = node - Splits;
        }
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

    /// <summary>The child of a node on the side of the point. Loading checks that every feature number is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Step(int tree, int node)
    {
        var at = (tree * Splits) + node;
        var feature = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_splitFeatures), at);
        var goesLeft = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_point), feature) <
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_splitPoints), at);

        // Arithmetic instead of a branch, which the processor could not foresee.
        return (2 * node) + 2 - Unsafe.BitCast<bool, byte>(goesLeft);
    }

    private int DescendWithGaps(int tree)
    {
        var splits = tree * Splits;
        var node = 0;
        while (node < Splits)
        {
            var number = _point[_splitFeatures[splits + node]];
            var goesLeft = double.IsNaN(number)
                ? Mass(tree, (2 * node) + 1) >= Mass(tree, (2 * node) + 2)
                : number < _splitPoints[splits + node];
            node = (2 * node) + (goesLeft ? 1 : 2);
        }

        return node - Splits;
    }

    /// <summary>How many examples of this window went through a node: those of the leaves below it.</summary>
    private int Mass(int tree, int node)
    {
        var (first, last) = (node, node);
        while (first < Splits)
        {
            first = (2 * first) + 1;
            last = (2 * last) + 2;
        }

        var sum = 0;
        foreach (var mass in _masses.AsSpan((tree * Leaves) + first - Splits, last - first + 1))
        {
            sum += mass;
        }

        return sum;
    }

    /// <summary>Works out what each leaf scores: the masses on the way to it, each doubled per level, until one is too small.</summary>
    private void PrepareScores()
    {
        if (!_isReady)
        {
            return;
        }

        var masses = new int[Splits + Leaves];
        var sums = new double[Splits + Leaves];
        var ends = new bool[Splits + Leaves];
        for (var tree = 0; tree < NTrees; tree++)
        {
            _referenceMasses.AsSpan(tree * Leaves, Leaves).CopyTo(masses.AsSpan(Splits));
            for (var node = Splits - 1; node >= 0; node--)
            {
                masses[node] = masses[(2 * node) + 1] + masses[(2 * node) + 2];
            }

            for (var node = 0; node < masses.Length; node++)
            {
                var parent = (node - 1) / 2;
                var depth = System.Numerics.BitOperations.Log2((uint)(node + 1));
                var hasEnded = node > 0 && ends[parent];
                sums[node] = (node > 0 ? sums[parent] : 0) + (hasEnded ? 0 : (double)masses[node] * (1L << depth));
                ends[node] = hasEnded || masses[node] < SizeLimit * WindowSize;
            }

            sums.AsSpan(Splits).CopyTo(_scores.AsSpan(tree * Leaves, Leaves));
        }
    }
}
