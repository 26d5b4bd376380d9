using System.Numerics;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Anomaly;

/// <summary>Says how empty the region is that an example falls into, by random trees that halve the space again and again.</summary>
/// <remarks>Tan, Ting, Liu, IJCAI 2011. Scores lie in [0, 1]; they are 0 until the first window is full. The trees are drawn when the
/// first example is learned, by the seed and the names of its features, and look only at these. A feature that an example lacks sends it to the side that
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
public sealed class HalfSpaceTrees : IAnomalyDetector, ISized
{
    // The share of the window below which a region is too empty to be divided further when scoring.
    private const double SizeLimit = 0.1;

    // Two masses, a score, a split and what saving takes.
    private const double BytesPerLeaf = 64;

    private double[] _masses = [];
    private double[] _referenceMasses = [];
    private double _seen;
    private bool _isReady;
    private double[] _scores = [];
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

    private SpaceDivision Division => field ??= new SpaceDivision(NTrees, Height);

    /// <inheritdoc/>
    public double Score(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!_isReady)
        {
            return 0;
        }

        Division.FindLeaves(x, _masses, _leaves);
        var sum = 0.0;
        foreach (var leaf in _leaves)
        {
            sum += _scores[leaf];
        }

        return 1 - (sum / ((double)NTrees * WindowSize * ((2L << Height) - 1)));
    }

    /// <summary>Learns from one example. A weight fills as much of the window, and of the next one, as so many examples would.</summary>
    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1)
    {
        if (!Require.Example(x, weight))
        {
            return;
        }

        if (!Division.IsDrawn)
        {
            if (x.Count == 0)
            {
                return;
            }

            Division.Draw(x, Limits, Seed);
            MakeRoom();
        }

        // Whole windows of one example are all alike.
        var left = weight > 3.0 * WindowSize ? (2.0 * WindowSize) + (weight % WindowSize) : weight;
        while (left > 0)
        {
            var amount = Math.Min(left, WindowSize - _seen);
            left -= amount;
            Count(x, amount);
        }
    }

    double ISized.EstimateBytes(int classes) => NTrees * Math.ScaleB(BytesPerLeaf, Height);

    void IStateful.Describe(StateArchive state)
    {
        Division.Describe(state);
        var leaves = Division.IsDrawn ? NTrees * Division.Leaves : 0;
        state.Field("counts", ref _masses, leaves, NumberRange.NotNegative);
        state.Field("referenceCounts", ref _referenceMasses, leaves, NumberRange.NotNegative);
        state.Field("filled", ref _seen, NumberRange.Between(0, Math.BitDecrement((double)WindowSize)));
        state.Field("isReady", ref _isReady);
        if (!state.IsLoading)
        {
            return;
        }

        ReadWholeCounts(state, leaves);
        if (Division.IsDrawn)
        {
            var (masses, references) = (_masses, _referenceMasses);
            MakeRoom();
            (_masses, _referenceMasses) = (masses, references);
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

    /// <summary>Reads the counts of states from before examples had weights.</summary>
    private void ReadWholeCounts(StateArchive state, int leaves)
    {
        int[] masses = [];
        int[] references = [];
        var seen = 0;
        state.Field("masses", ref masses, FieldLength.Exactly(leaves).OrNone());
        state.Field("referenceMasses", ref references, masses.Length);
        state.Field("seen", ref seen, WholeRange.Below(WindowSize));
        if (masses.Length > 0)
        {
            _masses = Array.ConvertAll(masses, mass => (double)mass);
            _referenceMasses = Array.ConvertAll(references, mass => (double)mass);
            _seen = seen;
        }
    }

    private void MakeRoom()
    {
        _leaves = new int[NTrees];
        _masses = new double[NTrees * Division.Leaves];
        _referenceMasses = new double[_masses.Length];
        _scores = new double[_masses.Length];
    }

    private void Count(FeatureVector x, double amount)
    {
        Division.FindLeaves(x, _masses, _leaves);
        foreach (var leaf in _leaves)
        {
            _masses[leaf] += amount;
        }

        _seen += amount;
        if (_seen >= WindowSize)
        {
            (_masses, _referenceMasses) = (_referenceMasses, _masses);
            Array.Clear(_masses);
            _seen = 0;
            _isReady = true;
            PrepareScores();
        }
    }

    /// <summary>Works out what each leaf scores: the masses on the way to it, each doubled per level, until one is too small.</summary>
    private void PrepareScores()
    {
        if (!_isReady)
        {
            return;
        }

        var (splits, leaves) = (Division.Splits, Division.Leaves);
        var masses = new double[splits + leaves];
        var sums = new double[splits + leaves];
        var ends = new bool[splits + leaves];
        for (var tree = 0; tree < NTrees; tree++)
        {
            _referenceMasses.AsSpan(tree * leaves, leaves).CopyTo(masses.AsSpan(splits));
            for (var node = splits - 1; node >= 0; node--)
            {
                masses[node] = masses[(2 * node) + 1] + masses[(2 * node) + 2];
            }

            for (var node = 0; node < masses.Length; node++)
            {
                var parent = (node - 1) / 2;
                var depth = BitOperations.Log2((uint)(node + 1));
                var hasEnded = node > 0 && ends[parent];
                sums[node] = (node > 0 ? sums[parent] : 0) + (hasEnded ? 0 : masses[node] * (1L << depth));
                ends[node] = hasEnded || masses[node] < SizeLimit * WindowSize;
            }

            sums.AsSpan(splits).CopyTo(_scores.AsSpan(tree * leaves, leaves));
        }
    }
}
