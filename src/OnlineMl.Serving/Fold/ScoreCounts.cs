using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>What became of probabilities of the positive class, in a hundred equal bins: how often it came true, and how often not.</summary>
internal sealed class ScoreCounts : IClassificationMetric, ITwoSided, IMergeable
{
    private const int Bins = 100;
    private const int BinsOfOne = 10;

    private double[] _positives = new double[Bins];
    private double[] _negatives = new double[Bins];
    private double[] _sums = new double[Bins];

    /// <inheritdoc/>
    public string Name => "scores";

    /// <inheritdoc/>
    public double Value => _positives.Sum() + _negatives.Sum();

    /// <inheritdoc/>
    public bool BiggerIsBetter => true;

    /// <inheritdoc/>
    public bool RequiresLabels => false;

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        var score = yPred[true];
        if (yPred.Count == 0 || yTrue.Kind != LabelKind.Boolean || double.IsNaN(score))
        {
            return;
        }

        var bin = Math.Clamp((int)(score * Bins), 0, Bins - 1);
        (yTrue == true ? _positives : _negatives)[bin] += weight;
        _sums[bin] += weight * score;
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
    }

    /// <summary>How often the positive class came true where it had about a probability, in ten bins; empty ones are left out.</summary>
    public IReadOnlyList<CalibrationBin> ReadCalibration() =>
    [
        .. Enumerable.Range(0, Bins / BinsOfOne).Select(bin =>
        {
            var range = (bin * BinsOfOne)..((bin + 1) * BinsOfOne);
            var positives = _positives[range].Sum();
            var count = positives + _negatives[range].Sum();
            return new CalibrationBin(bin / 10.0, (bin + 1) / 10.0, count, _sums[range].Sum() / count, positives / count);
        }).Where(bin => bin.Count > 0),
    ];

    /// <summary>Which part of the positives and of the negatives is above each threshold, the highest first; empty while one of the two has not come.</summary>
    public IReadOnlyList<RocPoint> ReadRoc()
    {
        var (positives, negatives) = (_positives.Sum(), _negatives.Sum());
        if (positives == 0 || negatives == 0)
        {
            return [];
        }

        List<RocPoint> points = [new RocPoint(1, 0, 0)];
        var (right, wrong) = (0.0, 0.0);
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            right += _positives[bin];
            wrong += _negatives[bin];
            points.Add(new RocPoint(bin / (double)Bins, right / positives, wrong / negatives));
        }

        return points;
    }

    void ITwoSided.Reverse()
    {
        (_positives, _negatives) = (_negatives, _positives);
        Array.Reverse(_positives);
        Array.Reverse(_negatives);
        Array.Reverse(_sums);
        for (var bin = 0; bin < Bins; bin++)
        {
            _sums[bin] = Math.Max(0, _positives[bin] + _negatives[bin] - _sums[bin]);
        }
    }

    void IMergeable.Merge(Shares shares)
    {
        shares.Sum<ScoreCounts>(_positives, counts => counts._positives);
        shares.Sum<ScoreCounts>(_negatives, counts => counts._negatives);
        shares.Sum<ScoreCounts>(_sums, counts => counts._sums);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("positives", ref _positives, Bins, NumberRange.NotNegative);
        state.Field("negatives", ref _negatives, Bins, NumberRange.NotNegative);
        state.Field("sums", ref _sums, Bins, NumberRange.NotNegative);
    }
}
