using System.Runtime.CompilerServices;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The weighted mean of losses. It is infinite while it holds a loss that is infinite or no number, and finite otherwise
/// wherever a finite number can say it.</summary>
internal struct LossMean
{
    /// <summary>The power of 2 by which large losses are scaled down.</summary>
    public const int Scale = -1200;

    // So many of them add up to a number, however many there are.
    private const double Most = 1e280;

    private double _sum;
    private double _weight;
    private double _count;
    private double _large;
    private double _infinite;

    /// <summary>The mean loss; 0 where there is none.</summary>
    public readonly double Value
    {
        get
        {
            if (_weight == 0)
            {
                return 0;
            }

            return _infinite > 0 ? double.PositiveInfinity
                : _large == 0 ? _sum / _weight
                : _sum / _weight + Math.ScaleB(_large / _weight, -Scale);
        }
    }

    /// <summary>The root of the mean loss, which may be finite where that is not.</summary>
    public readonly double Root
    {
        get
        {
            if (_large == 0 || _infinite > 0)
            {
                return Math.Sqrt(Value);
            }

            return Math.ScaleB(Math.Sqrt(Math.ScaleB(_sum / _weight, Scale) + _large / _weight), -Scale / 2);
        }
    }

    /// <summary>Takes in a loss that is finite and not too large; false, and nothing has changed, where more care is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryUpdate(double loss, double weight)
    {
        var part = weight * loss;
        if (part <= Most && weight > 0)
        {
            _sum += part;
            _weight += weight;
            _count++;
            return true;
        }

        return false;
    }

    /// <summary>Takes in a loss.</summary>
    /// <param name="loss">The loss; what is no number counts as infinite.</param>
    /// <param name="scaled">Where it is too large to be a number, 2^<see cref="Scale"/> times it.</param>
    /// <param name="weight">How much it counts.</param>
    public void Update(double loss, double scaled, double weight) => Add(loss, scaled, weight, 1);

    /// <summary>A mean with one more loss. By value, so that one that is updated in a loop can stay in registers.</summary>
    public static LossMean With(LossMean mean, double loss, double scaled, double weight)
    {
        mean.Update(loss, scaled, weight);
        return mean;
    }

    /// <summary>Takes back a loss that was taken in before.</summary>
    public void Revert(double loss, double scaled, double weight)
    {
        if (_count <= 1)
        {
            this = default;
        }
        else
        {
            Add(loss, scaled, weight, -1);
        }
    }

    public void Merge(in LossMean other)
    {
        _sum += other._sum;
        _weight += other._weight;
        _count += other._count;
        _large += other._large;
        _infinite += other._infinite;
    }

    /// <summary>Takes in what was added to an earlier mean to make another one.</summary>
    public void MergeSince(in LossMean origin, in LossMean other)
    {
        _sum = Math.Max(0, _sum + (other._sum - origin._sum));
        _weight = Math.Max(0, _weight + (other._weight - origin._weight));
        _count += other._count - origin._count;
        _large = Math.Max(0, _large + (other._large - origin._large));
        _infinite += other._infinite - origin._infinite;
    }

    public void Describe(StateArchive state)
    {
        var count = (long)_count;
        if (state.IsLoading)
        {
            _large = 0;
            _infinite = 0;
        }

        state.Field("sum", ref _sum, NumberRange.Any);
        state.Field("weight", ref _weight, NumberRange.Between(0, double.PositiveInfinity));
        state.Field("count", ref count);
        state.Field("large", ref _large, NumberRange.Between(0, double.PositiveInfinity));
        state.Field("infinite", ref _infinite, NumberRange.NotNegative);
        if (state.IsLoading)
        {
            _count = count;
            Restore();
        }
    }

    private void Restore()
    {
        if (!double.IsFinite(_sum))
        {
            // States of before could not tell an infinite loss from the others.
            _sum = 0;
            _infinite++;
        }

        _sum = Math.Max(0, _sum);
        if (_infinite > _count)
        {
            throw new StateFormatException($"Of {_count} losses, {_infinite} are infinite.");
        }
    }

    private void Add(double loss, double scaled, double weight, int sign)
    {
        if (double.IsFinite(loss))
        {
            var part = weight * loss;
            if (part <= Most)
            {
                _sum += sign * part;
            }
            else
            {
                _large += sign * Math.ScaleB(weight, Scale) * loss;
            }
        }
        else if (double.IsFinite(scaled))
        {
            _large += sign * weight * scaled;
        }
        else
        {
            _infinite += sign;
        }

        // What was taken back may have been all there was but for rounding.
        _sum = Math.Max(0, _sum);
        _large = Math.Max(0, _large);
        _weight += sign * weight;
        _count += sign;
    }
}
