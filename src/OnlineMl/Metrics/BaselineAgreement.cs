using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How often predictions were right beside a baseline that was asked the same questions.</summary>
internal sealed class BaselineAgreement : IStateful
{
    private double _total;
    private double _right;
    private double _baseline;

    /// <summary>Kappa: how much of what the baseline gets wrong the predictions get right. 0 where the baseline is never wrong.</summary>
    public double Kappa => _total == 0 ? 0 : ClassScores.Ratio((_right - _baseline) / _total, 1 - _baseline / _total);

    public void Update(bool isRight, bool isBaselineRight, double weight)
    {
        _total += weight;
        _right += isRight ? weight : 0;
        _baseline += isBaselineRight ? weight : 0;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("total", ref _total, NumberRange.NotNegative);
        state.Field("right", ref _right, NumberRange.NotNegative);
        state.Field("baseline", ref _baseline, NumberRange.NotNegative);
    }
}
