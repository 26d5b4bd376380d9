using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>One normal distribution per class.</summary>
internal sealed class GaussianObserver(int thresholds) : ClassObserver
{
    // Rows of one stride each. The first three give the log density: factor * (x - mean)² + offset.
    private const int Mean = 0;
    private const int Factor = 1;
    private const int Offset = 2;
    private const int Weight = 3;
    private const int Squares = 4;
    private const int Least = 5;
    private const int Most = 6;
    private const int Rows = 7;

    private double[] _rows = [];

    public override long Size => base.Size + (_rows.Length * sizeof(double));

    public override void Widen(int oldStride, int stride) => _rows = Widened(_rows, oldStride, stride);

    public override void Update(FeatureVector x, int position, int slot, double weight, int stride)
    {
        if (!x.HasText || !x.IsText(position))
        {
            Update(x.Numbers[position], slot, weight, stride);
        }
    }

    public void Update(double x, int slot, double weight, int stride)
    {
        if (_rows.Length == 0)
        {
            _rows = new double[Rows * stride];
        }

        var rows = _rows.AsSpan(slot);
        var before = rows[Weight * stride];
        if (before == 0)
        {
            Meet(slot);
            rows[Least * stride] = x;
            rows[Most * stride] = x;
        }

        var total = before + weight;
        var mean = rows[0];
        var newMean = mean + (weight / total * (x - mean));
        var squares = rows[Squares * stride] + (weight * (x - mean) * (x - newMean));
        if (!double.IsFinite(squares) || !double.IsFinite(newMean))
        {
            return;
        }

        rows[Least * stride] = Math.Min(rows[Least * stride], x);
        rows[Most * stride] = Math.Max(rows[Most * stride], x);
        rows[0] = newMean;
        rows[Weight * stride] = total;
        rows[Squares * stride] = squares;
        Refresh(rows, stride);
    }

    public override void AddLogLikelihoods(FeatureVector x, int position, Span<double> votes)
    {
        if (!x.HasText || !x.IsText(position))
        {
            AddLogLikelihoods(x.Numbers[position], votes);
        }
    }

    public void AddLogLikelihoods(double x, Span<double> votes)
    {
        var stride = votes.Length;
        if (_rows.Length < Rows * stride)
        {
            return;
        }

        ref var rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref var sums = ref MemoryMarshal.GetReference(votes);
        var value = Vector256.Create(x);
        for (nuint i = 0; i < (nuint)stride; i += (nuint)Vector256<double>.Count)
        {
            var distance = value - Vector256.LoadUnsafe(ref rows, i);
            var factor = Vector256.LoadUnsafe(ref rows, i + (nuint)(Factor * stride));
            var offset = Vector256.LoadUnsafe(ref rows, i + (nuint)(Offset * stride));
            ((factor * distance * distance) + offset + Vector256.LoadUnsafe(ref sums, i)).StoreUnsafe(ref sums, i);
        }
    }

    public override SplitCandidate Best(SplitMerit merit, bool binaryOnly)
    {
        var best = new SplitCandidate();
        if (Order.IsEmpty)
        {
            return best;
        }

        var stride = _rows.Length / Rows;
        var least = double.PositiveInfinity;
        var most = double.NegativeInfinity;
        foreach (var slot in Order)
        {
            least = Math.Min(least, _rows[(Least * stride) + slot]);
            most = Math.Max(most, _rows[(Most * stride) + slot]);
        }

        var width = (most - least) / (thresholds + 1.0);
        for (var i = 1; i <= thresholds; i++)
        {
            var threshold = least + (width * i);
            if (threshold > least && threshold < most)
            {
                Distribute(threshold, merit.Left, merit.Right);
                var value = merit.OfTwo();
                if (value > best.Merit)
                {
                    best = best with { Merit = value, Test = BranchTest.NumericBinary, Number = threshold };
                }
            }
        }

        return best;
    }

    public override void Distribute(SplitCandidate split, ReadOnlySpan<long> keys, ReadOnlySpan<double> before, Span<double> branches) =>
        Distribute(split.Number, branches[..before.Length], branches[before.Length..]);

    public override void Restore(int classes, int stride)
    {
        base.Restore(classes, stride);
        if (_rows.Length == 0)
        {
            return;
        }

        var saved = _rows;
        var known = saved.Length / (Rows - 2);
        if (saved.Length % (Rows - 2) != 0 || known != MostSlots)
        {
            throw new StateFormatException("The normal distributions of a leaf do not fit its classes.");
        }

        _rows = new double[Rows * stride];
        saved.AsSpan(0, known).CopyTo(_rows);
        for (var row = Weight; row < Rows; row++)
        {
            saved.AsSpan((row - 2) * known, known).CopyTo(_rows.AsSpan(row * stride));
        }

        foreach (var slot in Order)
        {
            Refresh(_rows.AsSpan(slot), stride);
        }
    }

    protected override void Describe(StateArchive state)
    {
        var learned = Array.Empty<double>();
        if (!state.IsLoading && _rows.Length > 0)
        {
            var known = MostSlots;
            var stride = _rows.Length / Rows;
            learned = new double[(Rows - 2) * known];
            _rows.AsSpan(0, known).CopyTo(learned);
            for (var row = Weight; row < Rows; row++)
            {
                _rows.AsSpan(row * stride, known).CopyTo(learned.AsSpan((row - 2) * known));
            }
        }

        state.Field("moments", ref learned, FieldLength.Exactly(Rows - 2, MostSlots).OrNone());
        if (state.IsLoading)
        {
            _rows = learned;
        }
    }

    private void Distribute(double threshold, Span<double> left, Span<double> right)
    {
        left.Fill(SplitMerit.Absent);
        right.Fill(SplitMerit.Absent);
        var stride = _rows.Length / Rows;
        foreach (var slot in Order)
        {
            var weight = _rows[(Weight * stride) + slot];
            if (threshold < _rows[(Least * stride) + slot])
            {
                right[slot] = weight;
            }
            else if (threshold >= _rows[(Most * stride) + slot])
            {
                left[slot] = weight;
            }
            else
            {
                var variance = weight > 1 ? _rows[(Squares * stride) + slot] / (weight - 1) : 0;
                var share = variance > 0
                    ? 0.5 * (1 + ErrorFunction.Of((threshold - _rows[slot]) / (Math.Sqrt(variance) * Math.Sqrt(2))))
                    : 0;
                left[slot] = share * weight;
                right[slot] = weight - left[slot];
            }
        }
    }

    private static void Refresh(Span<double> rows, int stride)
    {
        var weight = rows[Weight * stride];
        var variance = weight > 1 ? rows[Squares * stride] / (weight - 1) : 0;

        // A class without spread says nothing about the value: it adds 0.
        var factor = -0.5 / variance;
        var known = variance > 0 && double.IsFinite(factor) && double.IsFinite(variance);
        rows[Factor * stride] = known ? factor : 0;
        rows[Offset * stride] = known ? -0.5 * Elementary.Log(Math.Tau * variance) : 0;
    }
}
