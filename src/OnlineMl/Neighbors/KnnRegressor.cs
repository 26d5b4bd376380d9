using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Neighbors;

/// <summary>Predicts what the nearest of the last examples had as targets.</summary>
/// <remarks>Neighbours at distance 0 decide among themselves; of equally near examples the newest are the neighbours; without examples the prediction is 0. Searches exactly; river's own default is
/// an approximate graph (SWINN). Learn costs O(features), Predict O(features × window); memory is features × window. Wants scaled
/// input; texts differ by 0 or 1. Weights of examples are ignored, except that a weight of 0 skips the example.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new KnnRegressor { NNeighbors = 2 };
/// model.Learn(new FeatureVector(space) { ["x"] = 1 }, 10);
/// model.Learn(new FeatureVector(space) { ["x"] = 2 }, 20);
/// model.Learn(new FeatureVector(space) { ["x"] = 9 }, 90);
/// var prediction = model.Predict(new FeatureVector(space) { ["x"] = 1.4 });
/// </code></example></remarks>
[Component("KNNRegressor")]
public sealed class KnnRegressor : IRegressor, ISized, ITakesEveryExample
{
    private double[] _targets = [];
    private double[] _sorted = [];

    /// <summary>How many neighbours are asked. Range [1, ∞), default 5.</summary>
    public int NNeighbors { get; init => field = Require.Positive(value); } = 5;

    /// <summary>How the window is kept and searched. Default null: a <see cref="LazySearch"/> over the last
    /// <see cref="WindowSize"/> examples.</summary>
    public INeighborSearch? Engine { get; init; }

    /// <summary>How the targets become one prediction. Default mean.</summary>
    public AggregationMethod AggregationMethod { get; init => field = Require.Defined(value); }

    /// <summary>The window's size when no engine is given. Range [1, 1000000], default 1000.</summary>
    public int WindowSize { get; init => field = Require.Between(value, 1, 1_000_000); } = 1000;

    /// <summary>The power of the Minkowski distance when no engine is given. Range [1, ∞), default 2.</summary>
    public double P { get; init => field = Require.Between(value, 1, double.MaxValue); } = 2;

    /// <summary>The leaf size of the search tree in specs of river before 0.10. There is no tree here; given, it stands for the
    /// behaviour of that river: neighbours at distance 0 decide among themselves only when the mean is weighted. Default null.</summary>
    public int? LeafSize { get; init; }

    private INeighborSearch Window => field ??= Engine is null
        ? new LazySearch { WindowSize = WindowSize, DistFunc = new MinkowskiDistance { P = P } }
        : Untrained.CopyOf(Engine);

    /// <inheritdoc/>
    public double Predict(FeatureVector x)
    {
        var neighbors = Window.Search(x, NNeighbors);
        if (neighbors.Length == 0)
        {
            return 0;
        }

        var decideAlone = AggregationMethod == AggregationMethod.WeightedMean || LeafSize is null;
        var alone = decideAlone ? NearestList.CountAtZero(neighbors) : 0;
        neighbors = alone > 0 ? neighbors[..alone] : neighbors;
        return AggregationMethod switch
        {
            AggregationMethod.Median => Median(neighbors),
            AggregationMethod.WeightedMean when alone == 0 && neighbors[0].Distance <= double.MaxValue => WeightedMean(neighbors),
            AggregationMethod.WeightedMean or AggregationMethod.Mean => Mean(neighbors),
        };
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        if (!Require.Weight(weight))
        {
            return;
        }

        var slot = Window.Append(x);
        if (_targets.Length == 0)
        {
            _targets = new double[Window.Capacity];
        }

        _targets[slot] = y;
    }

    double ISized.EstimateBytes(int classes) => Engine is null ? LazySearch.EstimateBytes(WindowSize) : ComponentSize.Of(Engine, classes);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("window", Window);
        state.Field("targets", ref _targets, Window.Count == 0 ? FieldLength.Exactly(Window.Capacity).OrNone() : Window.Capacity);
    }

    private double Mean(ReadOnlySpan<Neighbor> neighbors)
    {
        var sum = 0.0;
        foreach (var neighbor in neighbors)
        {
            sum += _targets[neighbor.Slot] / neighbors.Length;
        }

        return sum;
    }

    private double Median(ReadOnlySpan<Neighbor> neighbors)
    {
        if (_sorted.Length < neighbors.Length)
        {
            _sorted = new double[neighbors.Length * 2];
        }

        var sorted = _sorted.AsSpan(0, neighbors.Length);
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = _targets[neighbors[i].Slot];
        }

        sorted.Sort();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] / 2) + (sorted[middle] / 2);
    }

    private double WeightedMean(ReadOnlySpan<Neighbor> neighbors)
    {
        // Weights relative to the nearest neighbour's: the same mean, and no overflow.
        var nearest = neighbors[0].Distance;
        var total = 0.0;
        foreach (var neighbor in neighbors)
        {
            total += nearest / neighbor.Distance;
        }

        var sum = 0.0;
        foreach (var neighbor in neighbors)
        {
            sum += nearest / neighbor.Distance / total * _targets[neighbor.Slot];
        }

        return sum;
    }
}
