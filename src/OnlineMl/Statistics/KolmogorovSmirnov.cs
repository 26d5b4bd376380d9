using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The Kolmogorov-Smirnov or Kuiper distance between the distributions of two streams. 0 before there is a pair.</summary>
/// <remarks>Keeps every number in order; an update costs a binary search and a move, reading the value one pass over
/// both samples. Wrap it in a window to bound it. dos Reis, Flach, Matwin and Batista, KDD (2016).</remarks>
[Component("KolmogorovSmirnov")]
public sealed class KolmogorovSmirnov : IRevertibleBivariateStatistic, IRecomputable
{
    private double[] _first = [];
    private double[] _second = [];
    private int _count;

    /// <summary>Which distance: the largest difference, or Kuiper's sum of the largest differences either way. Default Ks.</summary>
    public DistributionDistance Statistic { get; init => field = Require.Defined(value); }

    /// <inheritdoc/>
    public string Name => "kolmogorovsmirnov";

    /// <inheritdoc/>
    public double Value
    {
        get
        {
            if (_count == 0)
            {
                return 0;
            }

            int i = 0, j = 0, most = 0, least = 0;
            while (i < _count && j < _count)
            {
                var x = Math.Min(_first[i], _second[j]);
                while (i < _count && _first[i] <= x)
                {
                    i++;
                }

                while (j < _count && _second[j] <= x)
                {
                    j++;
                }

                most = Math.Max(most, i - j);
                least = Math.Min(least, i - j);
            }

            return (double)(Statistic == DistributionDistance.Ks ? Math.Max(most, -least) : most - least) / _count;
        }
    }

    /// <inheritdoc/>
    public void Update(double x, double y)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
        Insert(ref _first, x);
        Insert(ref _second, y);
        _count++;
    }

    /// <inheritdoc/>
    public void Revert(double x, double y, double weight = 1)
    {
        var first = Array.BinarySearch(_first, 0, _count, x);
        var second = Array.BinarySearch(_second, 0, _count, y);
        if (first < 0 || second < 0)
        {
            throw new InvalidOperationException($"The pair ({x}, {y}) was not taken in before.");
        }

        _count--;
        Array.Copy(_first, first + 1, _first, first, _count - first);
        Array.Copy(_second, second + 1, _second, second, _count - second);
    }

    void IRecomputable.Clear() => _count = 0;

    void IStateful.Describe(StateArchive state)
    {
        state.Field("first", ref _first, FieldLength.First(_count));
        state.Field("second", ref _second, state.IsLoading ? _first.Length : _count);
        if (state.IsLoading)
        {
            _count = _first.Length;
            RequireOrder(_first);
            RequireOrder(_second);
        }
    }

    private static void RequireOrder(double[] numbers)
    {
        for (var i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] < numbers[i - 1])
            {
                throw new StateFormatException($"A sample has {numbers[i]} behind {numbers[i - 1]}, which is not in order.");
            }
        }
    }

    private void Insert(ref double[] sorted, double x)
    {
        if (_count == sorted.Length)
        {
            Array.Resize(ref sorted, Math.Max(8, _count * 2));
        }

        var position = Array.BinarySearch(sorted, 0, _count, x);
        position = position < 0 ? ~position : position;
        Array.Copy(sorted, position, sorted, position + 1, _count - position);
        sorted[position] = x;
    }
}
