using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Neighbors;

/// <summary>Lets the nearest of the last examples vote for their classes.</summary>
/// <remarks>Neighbours at distance 0 decide among themselves; of equally near examples the newest are the neighbours. Searches exactly; river's own default is an approximate graph (SWINN), which
/// this is never less accurate than. Learn costs O(features), Predict O(features × window); memory is features × window. Wants
/// scaled input; texts differ by 0 or 1. Weights of examples are ignored, except that a weight of 0 skips the example.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new KnnClassifier { NNeighbors = 1 };
/// model.Learn(new FeatureVector(space) { ["x"] = 1 }, "low");
/// model.Learn(new FeatureVector(space) { ["x"] = 9 }, "high");
/// var label = model.Predict(new FeatureVector(space) { ["x"] = 7 });
/// </code></example></remarks>
[Component("KNNClassifier")]
public sealed class KnnClassifier : IClassifier, ISized, ITakesEveryExample
{
    private readonly Probabilities _votes = new();
    private ClassTable _classes = new();
    private int[] _labels = [];
    private int _learned;

    /// <summary>How many neighbours vote. Range [1, ∞), default 5.</summary>
    public int NNeighbors { get; init => field = Require.Positive(value); } = 5;

    /// <summary>How the window is kept and searched. Default null: a <see cref="LazySearch"/> over the last
    /// <see cref="WindowSize"/> examples.</summary>
    public INeighborSearch? Engine { get; init; }

    /// <summary>Whether a vote weighs 1 / distance rather than 1. Default true.</summary>
    public bool Weighted { get; init; } = true;

    /// <summary>After how many learned examples classes that left the window are forgotten; 0 is never. Range [0, ∞), default 0.</summary>
    public int CleanupEvery { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether votes become probabilities by softmax rather than by division by their sum. Default null: false, or true
    /// when <see cref="LeafSize"/> is given.</summary>
    public bool? Softmax { get; init; }

    /// <summary>Whether all examples as near as the last neighbour vote, too. Default null: when the example has texts, among
    /// which equal distances are common; MOA always does, river never.</summary>
    public bool? IncludeTies { get; init; }

    /// <summary>The window's size when no engine is given. Range [1, 1000000], default 1000.</summary>
    public int WindowSize { get; init => field = Require.Between(value, 1, 1_000_000); } = 1000;

    /// <summary>The power of the Minkowski distance when no engine is given. Range [1, ∞), default 2.</summary>
    public double P { get; init => field = Require.Between(value, 1, double.MaxValue); } = 2;

    /// <summary>The leaf size of the search tree in specs of river before 0.10. There is no tree here; given, it stands for the
    /// behaviour of that river. Default null.</summary>
    public int? LeafSize { get; init; }

    private INeighborSearch Window => field ??= Engine is null
        ? new LazySearch { WindowSize = WindowSize, DistFunc = new MinkowskiDistance { P = P } }
        : Untrained.CopyOf(Engine);

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        PredictProbabilities(x, _votes);
        return _votes.MostProbable;
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        var votes = probabilities.Fill(_classes);
        if (votes.Length == 0)
        {
            return;
        }

        var neighbors = Window.Search(x, NNeighbors, IncludeTies ?? x.HasText);
        if (neighbors.Length == 0)
        {
            votes.Fill(1.0 / votes.Length);
            return;
        }

        // At an infinite distance the inverse tells nothing apart, nor among those at distance 0.
        var alone = NearestList.CountAtZero(neighbors);
        neighbors = alone > 0 ? neighbors[..alone] : neighbors;
        var isWeighted = Weighted && alone == 0 && neighbors[0].Distance <= double.MaxValue;
        foreach (var neighbor in neighbors)
        {
            votes[_labels[neighbor.Slot]] += isWeighted ? 1 / neighbor.Distance : 1;
        }

        Normalize(votes);
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (!Require.Class(y, weight))
        {
            return;
        }

        var slot = Window.Append(x);
        if (_labels.Length == 0)
        {
            _labels = new int[Window.Capacity];
        }

        _labels[slot] = _classes.GetOrAdd(y);
        if (CleanupEvery > 0 && ++_learned == CleanupEvery)
        {
            _learned = 0;
            ForgetAbsentClasses();
        }
    }

    double ISized.EstimateBytes(int classes) => Engine is null ? LazySearch.EstimateBytes(WindowSize) : ComponentSize.Of(Engine, classes);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Child("window", Window);
        state.Field("labels", ref _labels, Window.Count == 0 ? FieldLength.Exactly(Window.Capacity).OrNone() : Window.Capacity, WholeRange.Below(Math.Max(1, _classes.Count)));
        state.Field("learned", ref _learned);
    }

    private void Normalize(Span<double> votes)
    {
        var isSoftmax = Softmax ?? LeafSize is not null;
        var largest = 0.0;
        foreach (var vote in votes)
        {
            largest = Math.Max(largest, vote);
        }

        // Dividing by the largest first keeps the sum finite.
        var sum = 0.0;
        foreach (ref var vote in votes)
        {
            vote = isSoftmax ? Elementary.Exp(vote - largest) : vote / largest;
            sum += vote;
        }

        foreach (ref var vote in votes)
        {
            vote /= sum;
        }
    }

    private void ForgetAbsentClasses()
    {
        var present = new bool[_classes.Count];
        foreach (var label in _labels.AsSpan(0, Window.Count))
        {
            present[label] = true;
        }

        var kept = new ClassTable();
        for (var label = 0; label < present.Length; label++)
        {
            if (present[label])
            {
                kept.GetOrAdd(_classes[label]);
            }
        }

        foreach (ref var label in _labels.AsSpan(0, Window.Count))
        {
            label = kept.IndexOf(_classes[label]);
        }

        _classes = kept;
    }
}
