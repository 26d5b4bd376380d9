using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.NaiveBayes;
using OnlineMl.Numerics;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>One normal distribution per class.</summary>
/// <remarks>It has more than three hundred lines, by some ten, because learning, voting and splitting read the same rows, and a row behind a further object would
/// cost every feature of every example.</remarks>
/// <param name="thresholds">How many thresholds are tried.</param>
/// <param name="riverRules">Whether a class without spread says nothing about a value and flags are treated like quantities.</param>
internal sealed class GaussianObserver(int thresholds, bool riverRules) : ClassObserver
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
    private ValuesMet _values;

    // How many classes have spread.
    private int _spreads;

    public override long Size => base.Size + (_rows.Length * sizeof(double));

    public override void Widen(int oldStride, int stride) => _rows = Widened(_rows, oldStride, stride);

    public override void Update(FeatureVector x, int position, int slot, double weight, int stride)
    {
        if (!x.HasText || !x.IsText(position))
        {
            var logarithms = default(LogarithmBatch);
            Update(x.Numbers[position], slot, weight, stride, ref logarithms);
            logarithms.Write();
        }
    }

    /// <summary>Takes in a number; logarithms are written with the batch.</summary>
    public void Update(double x, int slot, double weight, int stride, ref LogarithmBatch logarithms)
    {
        if (Math.Abs(x) > NumericClasses.LargestNumber)
        {
            return;
        }

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
        var spread = rows[Squares * stride];
        var squares = spread + (weight * (x - mean) * (x - newMean));
        if (!double.IsFinite(squares) || !double.IsFinite(newMean))
        {
            return;
        }

        rows[Least * stride] = Math.Min(rows[Least * stride], x);
        rows[Most * stride] = Math.Max(rows[Most * stride], x);
        rows[0] = newMean;
        rows[Weight * stride] = total;
        rows[Squares * stride] = squares;
        if (!riverRules)
        {
            _spreads += spread == 0 && squares > 0 ? 1 : 0;
            if (_values.IsFlag)
            {
                RefreshFlag(x, slot, ref logarithms);
                return;
            }
        }

        NumericClasses.Normal(squares, total, riverRules, rows[(Factor * stride)..], rows[(Offset * stride)..], ref logarithms);
    }

    public override void AddLogLikelihoods(FeatureVector x, int position, Span<double> votes, int classes)
    {
        if (!x.HasText || !x.IsText(position))
        {
            AddLogLikelihoods(x.Numbers[position], votes, classes);
        }
    }

    public void AddLogLikelihoods(double x, Span<double> votes, int classes)
    {
        var stride = votes.Length;
        if (_rows.Length < Rows * stride || Math.Abs(x) > NumericClasses.LargestNumber)
        {
            return;
        }

        if (riverRules || (_spreads == classes && !_values.IsFlag))
        {
            ClassLanes.AddSquares(votes, x, _rows);
        }
        else
        {
            AddUneven(x, votes, classes);
        }
    }

    public override SplitCandidate Best(SplitMerit merit, bool binaryOnly)
    {
        var best = new SplitCandidate();
        if (Order.IsEmpty)
        {
            return best;
        }

        if (!riverRules && _values.IsFlag)
        {
            return BestOfFlag(merit);
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
        if (_rows.Length == 0 && Order.IsEmpty)
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

        if (_values.Count == 0)
        {
            // States that were written before values were counted.
            _values.Count = ValuesMet.Many;
        }

        RefreshAll();
    }

    protected override void Describe(StateArchive state)
    {
        base.Describe(state);
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
        _values.Describe(state);
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
                var variance = NumericClasses.Variance(_rows[(Squares * stride) + slot], weight, riverRules);
                var share = !riverRules && _values.IsFlag ? 1 - _values.ShareOfMost(_rows[slot]) : variance > 0
                    ? 0.5 * (1 + ErrorFunction.Of((threshold - _rows[slot]) / (Math.Sqrt(variance) * Math.Sqrt(2))))
                    : 0;
                left[slot] = share * weight;
                right[slot] = weight - left[slot];
            }
        }
    }

    /// <summary>The one threshold that separates the two values of a flag.</summary>
    private SplitCandidate BestOfFlag(SplitMerit merit)
    {
        var best = new SplitCandidate();
        if (_values.Count == 2)
        {
            var threshold = _values.Least + ((_values.Most - _values.Least) / 2);
            threshold = threshold < _values.Most ? threshold : _values.Least;
            Distribute(threshold, merit.Left, merit.Right);
            var value = merit.OfTwo();
            best = value > best.Merit ? best with { Merit = value, Test = BranchTest.NumericBinary, Number = threshold } : best;
        }

        return best;
    }

    private void RefreshAll()
    {
        var stride = _rows.Length / Rows;
        _spreads = 0;
        var classes = View();
        var logarithms = default(LogarithmBatch);
        foreach (var slot in Order)
        {
            var rows = _rows.AsSpan(slot);
            _spreads += rows[Squares * stride] > 0 ? 1 : 0;
            if (riverRules)
            {
                NumericClasses.Normal(
                    rows[Squares * stride], rows[Weight * stride], riverRules, rows[(Factor * stride)..], rows[(Offset * stride)..], ref logarithms);
            }
            else
            {
                classes.Refresh(slot, _values, ref logarithms);
            }
        }

        logarithms.Write();
    }

    // What follows is rare, and its view would be room on the stack that every call has to clear.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddUneven(double x, Span<double> votes, int classes) => View().AddUneven(votes, classes, x, _values);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefreshFlag(double x, int slot, ref LogarithmBatch logarithms)
    {
        if (_values.Meet(x))
        {
            RefreshAll();
        }
        else
        {
            View().Refresh(slot, _values, ref logarithms);
        }
    }

    private NumericClasses View()
    {
        var stride = _rows.Length / Rows;
        return new NumericClasses(Row(Weight, stride), Row(Mean, stride), Row(Squares, stride), Row(Factor, stride), Row(Offset, stride));
    }

    private Span<double> Row(int row, int stride) => _rows.AsSpan(row * stride, stride);
}
