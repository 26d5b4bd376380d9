using OnlineMl.Mixing;
using OnlineMl.Optimization;

namespace OnlineMl.Linear;

/// <summary>Weights that several have moved since they were the same, with what an optimizer keeps of each.</summary>
/// <remarks>Of a weight that one share alone has moved its numbers are taken as they are; else see <see cref="Shares"/>.</remarks>
internal sealed class MergedWeights
{
    private readonly WeightVector _origin;
    private readonly WeightVector[] _shares;
    private readonly Shares _all;
    private readonly SlotKind[] _slots;
    private readonly int _sums;
    private readonly bool _isInvariant;

    public MergedWeights(WeightVector origin, Shares shares, IOptimizer optimizer)
    {
        (_origin, _all) = (origin, shares);
        _shares = [.. Enumerable.Range(0, shares.Count).Select(shares.Get<WeightVector>)];
        _slots = SlotsOf(optimizer);
        _sums = Array.IndexOf(_slots, SlotKind.Sum);
        _isInvariant = optimizer is AdaptiveNormalizedInvariant;
    }

    // What becomes of the numbers beside a weight.
    private enum SlotKind
    {
        Mixed,
        Sum,
        LeastPositive,
    }

    /// <summary>What keeps weights from being merged that an optimizer moves; null when nothing does.</summary>
    public static string? ObstacleOf(IOptimizer optimizer) =>
        optimizer is Sgd or Momentum or NesterovMomentum or RmsProp or AdaDelta or AdaGrad or AdamFamily or AdaptiveNormalizedInvariant
            ? null
            : $"the optimizer {optimizer.GetType().Name}";

    /// <summary>Mixes a number that every step moves, such as an intercept. To be called before <see cref="Merge"/>.</summary>
    /// <param name="origin">The number.</param>
    /// <param name="shares">The shares.</param>
    /// <param name="number">The number of a share.</param>
    public double Mix(double origin, Shares shares, Func<int, double> number)
    {
        var mix = new Mixture(origin, shares.AddToFirst);
        for (var share = 0; share < shares.Count; share++)
        {
            mix.Add(number(share), WeightOf(share));
        }

        return mix.Value;
    }

    /// <summary>Merges the weights.</summary>
    public void Merge()
    {
        _origin.Admit(_all.Extent<WeightVector>(weights => weights.Count));
        var rows = new int[_shares.Length][];
        for (var share = 0; share < rows.Length; share++)
        {
            rows[share] = new int[_origin.Count];
            for (var id = 0; id < _shares[share].Count; id++)
            {
                rows[share][_all.IdOf(share, id)] = id + 1;
            }
        }

        var origin = new double[_origin.Stride];
        for (var id = 0; id < _origin.Count; id++)
        {
            MergeRow(id, origin, rows);
        }

        for (var i = 0; i < _origin.Shared.Length; i++)
        {
            var before = _origin.Shared[i];
            foreach (var share in _shares)
            {
                _origin.Shared[i] = Math.Max(0, _origin.Shared[i] + (share.Shared[i] - before));
            }
        }

        _origin.CountSteps(_all.Sum<WeightVector>(_origin.Steps, weights => weights.Steps));
    }

    private static SlotKind[] SlotsOf(IOptimizer optimizer) => optimizer switch
    {
        AdaGrad => [SlotKind.Mixed, SlotKind.Sum],
        AdaptiveNormalizedInvariant => [SlotKind.Mixed, SlotKind.Sum, SlotKind.LeastPositive],
        _ => [.. Enumerable.Repeat(SlotKind.Mixed, 1 + optimizer.SlotsPerWeight)],
    };

    // How much the steps of a share count.
    private double WeightOf(int share) => _isInvariant
        ? _shares[share].Shared[2] - _origin.Shared[2]
        : _shares[share].Steps - _origin.Steps;

    private void MergeRow(int id, double[] origin, int[][] rows)
    {
        var merged = _origin.Of(id);
        merged.CopyTo(origin);
        var moved = 0;
        for (var share = 0; share < rows.Length; share++)
        {
            if (rows[share][id] > 0 && !_shares[share].Of(rows[share][id] - 1).SequenceEqual(origin))
            {
                moved++;
                _shares[share].Of(rows[share][id] - 1).CopyTo(merged);
            }
        }

        if (moved < 2)
        {
            return;
        }

        for (var slot = 0; slot < _slots.Length; slot++)
        {
            // An average of what the optimizer keeps beside a weight stays what it may be; a sum of movements might not.
            var mix = new Mixture(origin[slot], _all.AddToFirst && slot == 0);
            var sum = origin[slot];
            var least = double.PositiveInfinity;
            for (var share = 0; share < rows.Length; share++)
            {
                ReadOnlySpan<double> row = rows[share][id] > 0 ? _shares[share].Of(rows[share][id] - 1) : default;
                if (row.IsEmpty || row.SequenceEqual(origin))
                {
                    continue;
                }

                mix.Add(row[slot], _sums < 0 ? WeightOf(share) : row[_sums] - origin[_sums]);
                sum = Math.Max(0, sum + (row[slot] - origin[slot]));
                least = row[slot] > 0 ? Math.Min(least, row[slot]) : least;
            }

            merged[slot] = _slots[slot] switch
            {
                SlotKind.Mixed => mix.Value,
                SlotKind.Sum => sum,
                SlotKind.LeastPositive => double.IsFinite(least) ? least : 0,
                _ => throw new InvalidOperationException($"There is no kind {_slots[slot]} of numbers beside a weight."),
            };
        }
    }

    // The average of what shares made of a number, or all their movements one after the other.
    private struct Mixture(double origin, bool addToFirst)
    {
        private double _sum;
        private double _weight;
        private double _plain;
        private double _moved;
        private int _count;

        public readonly double Value =>
            _count == 0 ? origin
            : _count == 1 ? _plain
            : addToFirst ? origin + _moved
            : _weight > 0 ? _sum / _weight
            : _plain / _count;

        public void Add(double number, double weight)
        {
            if (number != origin)
            {
                _sum += Math.Max(0, weight) * number;
                _weight += Math.Max(0, weight);
                _plain += number;
                _count++;
            }

            _moved += number - origin;
        }
    }
}
