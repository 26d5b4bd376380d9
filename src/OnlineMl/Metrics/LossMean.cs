using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The weighted mean of losses that can be taken back.</summary>
internal struct LossMean
{
    private double _sum;
    private double _weight;
    private long _count;

    public readonly double Value => _weight == 0 ? 0 : _sum / _weight;

    public void Update(double loss, double weight)
    {
        _sum += weight * loss;
        _weight += weight;
        _count++;
    }

    public void Revert(double loss, double weight)
    {
        if (--_count == 0)
        {
            _sum = 0;
            _weight = 0;
        }
        else
        {
            _sum -= weight * loss;
            _weight -= weight;
        }
    }

    public void Describe(StateArchive state)
    {
        state.Field("sum", ref _sum);
        state.Field("weight", ref _weight);
        state.Field("count", ref _count);
    }
}
