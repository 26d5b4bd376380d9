using System.Numerics;
using System.Runtime.Intrinsics;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Randomness;
using OnlineMl.State;

namespace OnlineMl.Clustering;

/// <summary>Incremental k-means: the centre nearest to an example moves a fixed share of the way towards it.</summary>
/// <remarks>Sculley, WWW 2010. The coordinates of the centres at a feature are drawn from a normal distribution, by the seed and
/// the feature's name, when the feature is first learned; until then they count as zero. Absent features and text values count as zero. Costs
/// O(features known × clusters); memory grows with the same. Wants scaled input.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new KMeans { NClusters = 2, HalfLife = 0.4, Sigma = 3, Seed = 0 };
/// foreach (var (a, b) in new[] { (1, 2), (1, 4), (1, 0), (-4, 2), (-4, 4), (-4, 0) })
/// {
///     model.Learn(new FeatureVector(space) { ["a"] = a, ["b"] = b });
/// }
///
/// var near = model.Predict(new FeatureVector(space) { ["a"] = 1, ["b"] = 1 });
/// var far = model.Predict(new FeatureVector(space) { ["a"] = -4, ["b"] = 2 });
/// </code></example></remarks>
[Component("KMeans")]
public sealed class KMeans : IClusterer, IClusterCenters, ISized
{
    // How many features a model is reckoned to have before any is known.
    private const int FewFeatures = 16;

    private static readonly Vector256<double> FirstLanes = Vector256.Create(0.0, 1, 2, 3);

    // Centre coordinates, the clusters of one feature side by side and padded to whole vectors.
    private double[] _centers = [];
    private int[] _drawn = [];
    private int _features;

    // The coordinates of so many features from the first on are drawn.
    private int _drawnFeatures;
    private double[] _distances = [];

    /// <summary>How many clusters there are. Range [1, ∞), default 5.</summary>
    public int NClusters { get; init => field = Require.Positive(value); } = 5;

    /// <summary>The share of the way to an example that the nearest centre moves. Range [0, 1], default 0.5.</summary>
    [Parameter("halflife")]
    public double HalfLife { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>The mean of the distribution of the first coordinates. Range (-∞, ∞), default 0.</summary>
    public double Mu { get; init => field = Require.Finite(value); }

    /// <summary>The standard deviation of the distribution of the first coordinates. Range [0, ∞), default 1.</summary>
    public double Sigma { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>The power of the Minkowski distance: 1 adds absolute differences, 2 adds squares. Range (0, ∞), default 2.</summary>
    public double P { get; init => field = Require.Positive(value); } = 2;

    /// <summary>The seed of the first coordinates. Any whole number or null, which means 0. Default null.</summary>
    public int? Seed { get; init; }

    int IClusterCenters.ClusterCount => NClusters;

    private int Stride => (NClusters + Lanes.Width - 1) & -Lanes.Width;

    /// <summary>The coordinate of a cluster's centre at a feature; 0 while it has none.</summary>
    public double Center(int cluster, int feature)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cluster);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cluster, NClusters);
        return (uint)feature < (uint)_features ? _centers[(feature * Stride) + cluster] : 0;
    }

    /// <inheritdoc/>
    public void MeasureDistances(FeatureVector x, Span<double> distances)
    {
        ArgumentNullException.ThrowIfNull(x);
        for (var cluster = 0; cluster < NClusters; cluster++)
        {
            distances[cluster] = DistanceTo(x, cluster);
        }
    }

    /// <summary>The number of the nearest cluster. Changes nothing.</summary>
    public int Predict(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Nearest(x);
    }

    int? IClusterer.Predict(FeatureVector x) => Predict(x);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Weight(weight))
        {
            return;
        }

        Require.FiniteNumbers(x, "KMeans");
        x.AdmitStrangers();
        DrawNew(x);
        var cluster = Nearest(x);
        var share = weight == 1 ? HalfLife : 1 - Elementary.Pow(1 - HalfLife, weight);
        var stride = Stride;
        var ids = x.Ids;
        var numbers = x.Numbers;
        for (var position = 0; position < ids.Length; position++)
        {
            // Two steps instead of one difference: the difference of two large numbers of opposite sign could overflow.
            ref var center = ref _centers[(ids[position] * stride) + cluster];
            center += (share * numbers[position]) - (share * center);
        }
    }

    double ISized.EstimateBytes(int classes) => (double)NClusters * FewFeatures * sizeof(double);

    void IStateful.Describe(StateArchive state)
    {
        state.Field("features", ref _features);
        state.Field("centers", ref _centers, FieldLength.Exactly(_features, Stride));
        state.Field("drawn", ref _drawn, FieldLength.Exactly(_features, Stride));
        _drawnFeatures = state.IsLoading ? 0 : _drawnFeatures;
    }

    private double DistanceTo(FeatureVector x, int cluster)
    {
        var squares = 0.0;
        for (var feature = 0; feature < _features; feature++)
        {
            var position = x.IndexOf(feature);
            var difference = Center(cluster, feature) - (position < 0 ? 0 : x.Numbers[position]);
            squares += difference * difference;
        }

        // What no centre knows yet lies at zero for all of them.
        for (var i = 0; i < x.Count; i++)
        {
            squares += x.Ids[i] < _features ? 0 : x.Numbers[i] * x.Numbers[i];
        }

        return Math.Sqrt(squares);
    }

    private void DrawNew(FeatureVector x)
    {
        if (x.IsDense && x.Count <= _drawnFeatures)
        {
            return;
        }

        foreach (var id in x.Ids)
        {
            if (id >= _features)
            {
                Grow(id + 1);
            }

            if (_drawn.AsSpan(id * Stride, NClusters).Contains(0))
            {
                Draw(x.Space, id);
            }
        }

        while (_drawnFeatures < _features && !_drawn.AsSpan(_drawnFeatures * Stride, NClusters).Contains(0))
        {
            _drawnFeatures++;
        }
    }

    /// <summary>Draws the coordinates at a feature. Centres of a state in which each had its own first sight of it keep theirs.</summary>
    private void Draw(FeatureSpace space, int id)
    {
        var random = new NamedRandom(Seed, space, id);
        for (var cluster = 0; cluster < NClusters; cluster++)
        {
            var at = (id * Stride) + cluster;
            var coordinate = random.NextGauss(Mu, Sigma);
            if (_drawn[at] == 0)
            {
                _centers[at] = coordinate;
                _drawn[at] = 1;
            }
        }
    }

    private void Grow(int features)
    {
        FeatureArray.Grow(ref _centers, features, Stride);
        FeatureArray.Grow(ref _drawn, features, Stride);
        _features = features;
    }

    private int Nearest(FeatureVector x) => P switch
    {
        1 => Nearest<FirstPower>(x),
        2 => Nearest<SecondPower>(x),
        _ => Nearest<AnyPower>(x),
    };

    private int Nearest<TPower>(FeatureVector x)
        where TPower : struct, IPower
    {
        var stride = Stride;
        if (_distances.Length == 0)
        {
            _distances = new double[stride];
        }

        var distances = _distances;
        var isDense = x.IsDense && x.Count >= _features;
        var least = Vector256.Create(double.PositiveInfinity);
        for (var lane = 0; lane < stride; lane += Lanes.Width)
        {
            var sums = isDense ? Distances.ToFour<TPower>(x.Numbers[.._features], _centers, lane, stride, P) : Measure<TPower>(x, lane, stride);
            var isCluster = Vector256.LessThan(FirstLanes + Vector256.Create((double)lane), Vector256.Create((double)NClusters));
            sums = Vector256.ConditionalSelect(isCluster, sums, Vector256.Create(double.PositiveInfinity));
            Lanes.Store(distances, lane, sums);
            least = Vector256.Min(least, sums);
        }

        var smallest = Vector256.Create(Math.Min(Math.Min(least[0], least[1]), Math.Min(least[2], least[3])));
        for (var lane = 0; lane < stride; lane += Lanes.Width)
        {
            var matches = Vector256.Equals(Lanes.Load(distances, lane), smallest).ExtractMostSignificantBits();
            if (matches != 0)
            {
                return lane + BitOperations.TrailingZeroCount(matches);
            }
        }

        return 0;
    }

    private Vector256<double> Measure<TPower>(FeatureVector x, int lane, int stride)
        where TPower : struct, IPower
    {
        var centers = _centers;
        var sum = Vector256<double>.Zero;
        for (var id = 0; id < _features; id++)
        {
            var position = x.IndexOf(id);
            var number = position < 0 ? 0 : x.Numbers[position];
            sum = TPower.Add(sum, Lanes.Load(centers, (id * stride) + lane) - Vector256.Create(number), P);
        }

        return sum;
    }
}
