using OnlineMl.Features;
using OnlineMl.NaiveBayes;
using OnlineMl.Numerics;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>One histogram per class.</summary>
internal sealed class HistogramObserver(int bins, int thresholds, bool riverRules) : ClassObserver
{
    // One per slot of Order.
    private readonly List<ValueHistogram> _histograms = [];

    public override long Size => base.Size + _histograms.Sum(histogram => 80 + (histogram.Bins * 24L));

    public override void Widen(int oldStride, int stride)
    {
    }

    public override void Update(FeatureVector x, int position, int slot, double weight, int stride)
    {
        if (x.HasText && x.IsText(position))
        {
            return;
        }

        var at = Order.IndexOf(slot);
        if (at < 0)
        {
            Meet(slot);
            at = _histograms.Count;
            _histograms.Add(new ValueHistogram());
        }

        _histograms[at].Update(x.Numbers[position], bins, weight);
    }

    public override void AddLogLikelihoods(FeatureVector x, int position, Span<double> votes, int classes)
    {
        if (_histograms.Count == 0 || (x.HasText && x.IsText(position)))
        {
            return;
        }

        var least = double.PositiveInfinity;
        var known = 0.0;
        for (var i = 0; i < _histograms.Count; i++)
        {
            var density = _histograms[i].Density(x.Numbers[position]);
            if (density > 0)
            {
                var log = Elementary.Log(density);
                votes[Order[i]] += log;
                least = Math.Min(least, log);
                known++;
            }
        }

        // River's rule: a class whose density is 0 is left out of the product.
        if (riverRules || known == 0 || known == classes)
        {
            return;
        }

        for (var slot = 0; slot < classes; slot++)
        {
            var at = Order.IndexOf(slot);
            if (at < 0 || !(_histograms[at].Density(x.Numbers[position]) > 0))
            {
                votes[slot] += least + NumericClasses.LogLeastShare;
            }
        }
    }

    public override SplitCandidate Best(SplitMerit merit, bool binaryOnly)
    {
        var best = new SplitCandidate();
        if (_histograms.Count == 0)
        {
            return best;
        }

        var total = Total(merit.Before);
        var points = Thresholds();
        var shares = new double[_histograms.Count * points.Length];
        for (var i = 0; i < _histograms.Count; i++)
        {
            _histograms[i].Cumulate(points, shares.AsSpan(i * points.Length, points.Length));
        }

        for (var point = 0; point < points.Length; point++)
        {
            merit.Left.Fill(SplitMerit.Absent);
            merit.Right.Fill(SplitMerit.Absent);
            for (var i = 0; i < _histograms.Count; i++)
            {
                var share = shares[(i * points.Length) + point];
                var weight = total * (merit.Before[Order[i]] / total);
                merit.Left[Order[i]] = weight * share;
                merit.Right[Order[i]] = weight * (1 - share);
            }

            var worth = merit.OfTwo();
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NumericBinary, Number = points[point] };
            }
        }

        return best;
    }

    public override void Distribute(
        SplitCandidate split, ReadOnlySpan<long> keys, ReadOnlySpan<double> before, Span<double> branches)
    {
        branches.Fill(SplitMerit.Absent);
        var total = Total(before);
        Span<double> share = stackalloc double[1];
        for (var i = 0; i < _histograms.Count; i++)
        {
            _histograms[i].Cumulate([split.Number], share);
            var weight = total * (before[Order[i]] / total);
            branches[Order[i]] = weight * share[0];
            branches[before.Length + Order[i]] = weight * (1 - share[0]);
        }
    }

    public override void Restore(int classes, int stride)
    {
        base.Restore(classes, stride);
        if (_histograms.Count != Order.Length || _histograms.Exists(histogram => histogram.Bins == 0))
        {
            throw new StateFormatException("The histograms of a feature do not fit the classes of its leaf.");
        }
    }

    protected override void Describe(StateArchive state)
    {
        base.Describe(state);
        state.Children("histograms", _histograms, Order.Length, () => new ValueHistogram());
    }

    private static double Total(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        return total;
    }

    private double[] Thresholds()
    {
        var low = _histograms.Min(histogram => histogram.First);
        var high = _histograms.Min(histogram => histogram.Last);
        if (low >= high)
        {
            return [];
        }

        var points = new double[Math.Max(0, Math.Min(thresholds, _histograms.Max(histogram => histogram.Bins) - 1))];
        var step = (high - low) / (points.Length + 1);
        var point = low;
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = point += step;
        }

        return points;
    }
}
