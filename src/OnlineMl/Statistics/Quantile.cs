using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>An estimate of a quantile in constant memory. NaN before there is a number; exact up to five.</summary>
/// <remarks>The P² algorithm of Jain and Chlamtac, Communications of the ACM 28 (1985): five markers that move along a
/// parabola through their neighbours.</remarks>
[Component("Quantile")]
public sealed class Quantile : IStatistic
{
    private const int Markers = 5;

    private int _count;
    private double[] _heights = new double[Markers];
    private double[] _positions = [1, 2, 3, 4, 5];
    private double[] _desired = [];

    /// <summary>Which quantile: 0.5 is the median. Range (0, 1), default 0.5.</summary>
    public double Q { get; init => field = Require.StrictlyBetween(value, 0, 1); } = 0.5;

    /// <inheritdoc/>
    public string Name => "quantile";

    /// <inheritdoc/>
    public double Value =>
        _count > Markers ? _heights[2]
        : _count == 0 ? double.NaN
        : _heights[(int)Math.Min(_count - 1, _count * Q)];

    /// <inheritdoc/>
    public void Update(double x)
    {
        Require.Finite(x, nameof(x));
        if (_count < Markers)
        {
            Insert(x);
            return;
        }

        if (_count == Markers)
        {
            _desired = [1, 1 + 2 * Q, 1 + 4 * Q, 3 + 2 * Q, 5];
            _count++;
        }

        var heights = _heights.AsSpan(0, Markers);
        var positions = _positions.AsSpan(0, Markers);
        var desired = _desired.AsSpan(0, Markers);
        if (x < heights[0])
        {
            heights[0] = x;
        }
        else if (x > heights[4])
        {
            heights[4] = x;
        }

        positions[1] += x < heights[1] ? 1 : 0;
        positions[2] += x < heights[2] ? 1 : 0;
        positions[3] += x < heights[3] ? 1 : 0;
        positions[4] += 1;
        desired[1] += Q / 2;
        desired[2] += Q;
        desired[3] += (1 + Q) / 2;
        for (var i = 1; i < 4; i++)
        {
            var behind = desired[i] - positions[i];
            if (behind >= 1 && positions[i + 1] - positions[i] > 1)
            {
                Move(heights, positions, i, 1);
            }
            else if (behind <= -1 && positions[i - 1] - positions[i] < -1)
            {
                Move(heights, positions, i, -1);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("count", ref _count);
        state.Field("heights", ref _heights, Markers);
        state.Field("positions", ref _positions, Markers);
        state.Field("desired", ref _desired, _count > Markers ? Markers : 0);
        if (state.IsLoading)
        {
            RequireOrder();
        }
    }

    private static void Move(Span<double> heights, Span<double> positions, int i, int step)
    {
        var height = heights[i];
        var above = positions[i + 1] - positions[i];
        var below = positions[i] - positions[i - 1];
        var parabolic = height + step / (above + below) *
            ((below + step) * (heights[i + 1] - height) / above + (above - step) * (height - heights[i - 1]) / below);
        heights[i] = heights[i - 1] < parabolic && parabolic < heights[i + 1]
            ? parabolic
            : Linear(height, heights[i + step], Math.Abs(positions[i + step] - positions[i]));
        positions[i] += step;
    }

    // Towards the neighbour by one of the places that lie between them.
    private static double Linear(double height, double neighbor, double places)
    {
        var linear = height + (neighbor - height) / places;
        var share = 1 / places;
        return double.IsFinite(linear) ? linear : height * (1 - share) + neighbor * share;
    }

    private void RequireOrder()
    {
        for (var i = 1; i < Math.Min(_count, Markers); i++)
        {
            if (_heights[i] < _heights[i - 1] || _positions[i] <= _positions[i - 1])
            {
                throw new StateFormatException($"The markers of a quantile are at the heights {string.Join(", ", _heights)} and the positions {string.Join(", ", _positions)}.");
            }
        }
    }

    private void Insert(double x)
    {
        var i = _count++;
        for (; i > 0 && _heights[i - 1] > x; i--)
        {
            _heights[i] = _heights[i - 1];
        }

        _heights[i] = x;
    }
}
