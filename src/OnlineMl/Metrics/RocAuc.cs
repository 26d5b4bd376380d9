using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The area under the ROC curve, approximated with a few thresholds. 0 while only one class has come.</summary>
/// <remarks>A score that is no number is left out. Scores are meant to be probabilities. An update finds the thresholds a score exceeds; memory is constant. See
/// <see cref="RollingRocAuc"/> for the exact area over a window.</remarks>
[Component("ROCAUC")]
public sealed class RocAuc : ScoreMetric, IRevertibleClassificationMetric, IRecountable, ISized, IMergeable
{
    private double[] _positives = [];
    private double[] _negatives = [];
    private double[] _thresholds = [];

    /// <summary>Into how many thresholds the curve is cut: more are more exact. Range [2, 1000000], default 10.</summary>
    public int NThresholds { get; init => field = Require.Between(value, 2, 1_000_000); } = 10;

    /// <inheritdoc/>
    public override string Name => "ROCAUC";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            double positives = 0, negatives = 0;
            foreach (var weight in _positives)
            {
                positives += weight;
            }

            foreach (var weight in _negatives)
            {
                negatives += weight;
            }

            double area = 0, right = 0, wrong = 0, lastHeight = 0, lastWidth = 0;
            for (var i = _thresholds.Length; i > 0; i--)
            {
                right += _positives[i];
                wrong += _negatives[i];
                var height = ClassScores.Ratio(right, positives);
                var width = ClassScores.Ratio(wrong, negatives);
                area += i == _thresholds.Length ? 0 : (width - lastWidth) * (height + lastHeight) / 2;
                lastHeight = height;
                lastWidth = width;
            }

            return area;
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        var score = yPred[Positive];
        if (Require.Weight(weight) && yPred.Count > 0 && !double.IsNaN(score))
        {
            Add(yTrue, score, -weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Label yPred, double weight = 1)
    {
        if (Require.Weight(weight) && !yPred.IsNone)
        {
            Add(yTrue, ScoreOf(yPred), -weight);
        }
    }

    void IRecountable.Clear()
    {
        Array.Clear(_positives);
        Array.Clear(_negatives);
    }

    // The thresholds lie evenly, so that the probability of the other class exceeds as many as that of this one does not.
    private protected override void Reverse()
    {
        (_positives, _negatives) = (_negatives, _positives);
        Array.Reverse(_positives);
        Array.Reverse(_negatives);
    }

    bool IRecountable.Holds(ClassificationWindow window) => true;

    double ISized.EstimateBytes(int classes) => NThresholds * 24.0;

    void IMergeable.Merge(Shares shares)
    {
        Start();
        shares.Sum<RocAuc>(_positives, metric => metric._positives);
        shares.Sum<RocAuc>(_negatives, metric => metric._negatives);
    }

    private protected override void Describe(StateArchive state)
    {
        Start();
        state.Field("positives", ref _positives, NThresholds + 1, NumberRange.NotNegative);
        state.Field("negatives", ref _negatives, NThresholds + 1, NumberRange.NotNegative);
    }

    private void Start()
    {
        if (_thresholds.Length == 0)
        {
            _thresholds = Thresholds(NThresholds);
            _positives = new double[NThresholds + 1];
            _negatives = new double[NThresholds + 1];
        }
    }

    private static double[] Thresholds(int count)
    {
        var thresholds = new double[count];
        for (var i = 0; i < count; i++)
        {
            thresholds[i] = i / (count - 1.0);
        }

        thresholds[0] -= 1e-7;
        thresholds[^1] += 1e-7;
        return thresholds;
    }

    private protected override void Add(Label yTrue, double score, double weight)
    {
        Start();

        // The thresholds lie evenly between 0 and 1, so that only those near the score have to be looked at.
        var exceeded = (int)Math.Clamp(score * (_thresholds.Length - 1), 0, _thresholds.Length);
        while (exceeded > 0 && !(score > _thresholds[exceeded - 1]))
        {
            exceeded--;
        }

        while (exceeded < _thresholds.Length && score > _thresholds[exceeded])
        {
            exceeded++;
        }

        var weights = yTrue == Positive ? _positives : _negatives;
        weights[exceeded] = Math.Max(0, weights[exceeded] + weight);
    }
}
