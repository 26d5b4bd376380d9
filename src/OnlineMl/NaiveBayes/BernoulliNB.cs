using System.Runtime.Intrinsics;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes for features that are there or not.</summary>
/// <remarks>Manning, Raghavan, Schütze, Introduction to Information Retrieval, section 13.3. A feature that the example lacks
/// speaks, too: Predict costs O(features ever learned × classes), Learn O(features present); memory grows with features ×
/// classes. A text value counts as zero.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new BernoulliNB();
/// model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["beijing"] = 1 }, "yes");
/// model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["shanghai"] = 1 }, "yes");
/// model.Learn(new FeatureVector(space) { ["chinese"] = 1, ["macao"] = 1 }, "yes");
/// model.Learn(new FeatureVector(space) { ["tokyo"] = 1, ["japan"] = 1, ["chinese"] = 1 }, "no");
/// var label = model.Predict(new FeatureVector(space) { ["test"] = 1 });
/// </code></example></remarks>
[Component("BernoulliNB")]
public sealed class BernoulliNB : IClassifier, IExplains, IMergeable
{
    private const double LeastShare = 1e-9;

    private readonly FrequencyTable _frequencies = new();
    private readonly ClassLikelihoods _likelihoods = new();
    private double[] _sizes = [];

    /// <summary>Added to every count (Laplace, Lidstone); 0 smooths nothing. Range [0, ∞), default 1.</summary>
    public double Alpha { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>A feature counts as there when its number is above this. Range (-∞, ∞), default 0.</summary>
    public double TrueThreshold { get; init => field = Require.Finite(value); }

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (_frequencies.Classes.Count == 0)
        {
            return default;
        }

        Multiply(x);
        return _frequencies.Classes[_likelihoods.Best(_frequencies.ClassWeights)];
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_frequencies.Classes);
        if (values.Length > 0)
        {
            Multiply(x);
            _likelihoods.Normalize(_frequencies.ClassWeights, values);
        }
    }

    /// <summary>Writes what each feature adds by being there; what those add that are absent is in the baseline.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(contributions);
        var scores = new double[_frequencies.Classes.Count];
        if (scores.Length > 0)
        {
            Multiply(x);
            _likelihoods.WriteLogarithms(_frequencies.ClassWeights, scores);
        }

        if (!ClassContest.TryDecide(scores, _frequencies.Classes, contributions, out var contest))
        {
            return;
        }

        contributions.Baseline = scores[contest.Best] - scores[contest.Second];
        for (var position = 0; position < x.Count; position++)
        {
            var id = x.Ids[position];
            var isThere = x.Numbers[position] > TrueThreshold && _frequencies.Knows(id);
            var added = isThere ? LogOddsOf(id, contest.Best) - LogOddsOf(id, contest.Second) : 0;
            contributions.Add(x.NameAt(position), added);
            contributions.Baseline -= added;
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Class(y, weight))
        {
            return;
        }

        FrequencyTable.Check(weight, nameof(BernoulliNB));
        x.AdmitStrangers();
        var label = _frequencies.AddExample(y, weight);
        for (var position = 0; position < x.Count; position++)
        {
            _frequencies.Add(x.Ids[position], label, x.Numbers[position] > TrueThreshold ? weight : 0);
        }
    }

    void IMergeable.Merge(Shares shares) => shares.Merge<BernoulliNB>(_frequencies, model => model._frequencies);

    void IStateful.Describe(StateArchive state) => state.Child("frequencies", _frequencies);

    /// <summary>What a feature speaks for a class by being there instead of absent.</summary>
    private double LogOddsOf(int id, int label)
    {
        var share = (_frequencies.Counts[id, label] + Alpha) / (_frequencies.ClassWeights[label] + (2 * Alpha));
        return Elementary.Log((share + LeastShare) / (1 - share + LeastShare));
    }

    private void Multiply(FeatureVector x)
    {
        var counts = _frequencies.Counts;
        var stride = FeatureClassTable.StrideFor(_frequencies.Classes.Count);
        _likelihoods.Start(stride);
        if (_sizes.Length < stride)
        {
            _sizes = new double[stride];
        }

        _sizes.AsSpan().Fill(1);

        for (var label = 0; label < _frequencies.Classes.Count; label++)
        {
            _sizes[label] = _frequencies.ClassWeights[label] + (2 * Alpha);
        }

        var least = Vector256.Create(LeastShare);
        var alpha = Vector256.Create(Alpha);
        var values = counts.Values;
        for (var lane = 0; lane < stride; lane += Vector256<double>.Count)
        {
            var product = _likelihoods.Load(lane);
            var size = Lanes.Load(_sizes, lane);
            for (var id = 0; id < counts.Count; id++)
            {
                if (_frequencies.Knows(id))
                {
                    var share = (Lanes.Load(values, (id * stride) + lane) + alpha) / size;
                    product = _likelihoods.Fold(lane, product * (Vector256<double>.One - share + least));
                }
            }

            for (var position = 0; position < x.Count; position++)
            {
                var id = x.Ids[position];
                if (x.Numbers[position] > TrueThreshold && _frequencies.Knows(id))
                {
                    var share = (Lanes.Load(values, (id * stride) + lane) + alpha) / size;
                    product = _likelihoods.Fold(lane, product * (share + least) / (Vector256<double>.One - share + least));
                }
            }

            _likelihoods.Store(lane, product);
        }
    }
}
