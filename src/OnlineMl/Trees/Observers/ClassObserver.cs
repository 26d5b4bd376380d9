using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>What a leaf of a classification tree knows of one feature: how its values are distributed in each class.</summary>
/// <remarks>Classes are the slots of the leaf. Arrays across slots are as long as the leaf's stride, a multiple of the width of
/// a vector, so that a density is added to the votes of all classes at once.</remarks>
internal abstract class ClassObserver : FeatureObserver
{
    private int[] _order = [];
    private int _seen;

    /// <summary>The slots of the classes in the order in which this observer met them.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, _seen);

    /// <summary>One more than the largest slot met.</summary>
    protected int MostSlots
    {
        get
        {
            var most = 0;
            foreach (var slot in Order)
            {
                most = Math.Max(most, slot + 1);
            }

            return most;
        }
    }

    public override long Size => base.Size + (_order.Length * sizeof(int));

    /// <summary>Makes room for more classes.</summary>
    public abstract void Widen(int oldStride, int stride);

    public abstract void Update(FeatureVector x, int position, int slot, double weight, int stride);

    /// <summary>Adds the log likelihood of the value in each class to the votes.</summary>
    public virtual void AddLogLikelihoods(FeatureVector x, int position, Span<double> votes, int classes)
    {
    }

    public abstract SplitCandidate Best(SplitMerit merit, bool binaryOnly);

    /// <summary>How many branches a split makes.</summary>
    public virtual int BranchesOf(SplitCandidate split) => 2;

    /// <summary>The values that stand for the branches of a nominal split, in their order.</summary>
    public virtual long[] KeysOf(SplitCandidate split, FeatureSpace space) => [];

    /// <summary>The weights of the classes in the branches of a split, one after the other.</summary>
    /// <param name="split">The split.</param>
    /// <param name="keys">What <see cref="KeysOf"/> gave.</param>
    /// <param name="before">The weights of the classes in the leaf.</param>
    /// <param name="branches">Receives as many weights per branch.</param>
    public abstract void Distribute(SplitCandidate split, ReadOnlySpan<long> keys, ReadOnlySpan<double> before, Span<double> branches);

    protected override void Describe(StateArchive state)
    {
        state.Field("order", ref _order, FieldLength.First(_seen));
        if (state.IsLoading)
        {
            _seen = _order.Length;
        }
    }

    /// <summary>Rebuilds what is not saved.</summary>
    /// <exception cref="StateFormatException">The state does not fit a leaf of that many classes.</exception>
    public virtual void Restore(int classes, int stride)
    {
        foreach (var slot in Order)
        {
            if ((uint)slot >= (uint)classes)
            {
                throw new StateFormatException($"A feature of the tree knows class {slot} of {classes}.");
            }
        }
    }

    protected void Meet(int slot)
    {
        if (_seen == _order.Length)
        {
            Array.Resize(ref _order, Math.Max(4, _seen * 2));
        }

        _order[_seen++] = slot;
    }

    /// <summary>Moves rows of one stride into rows of another.</summary>
    protected static double[] Widened(double[] rows, int oldStride, int stride)
    {
        var count = oldStride == 0 ? 0 : rows.Length / oldStride;
        var wider = new double[count * stride];
        for (var row = 0; row < count; row++)
        {
            rows.AsSpan(row * oldStride, oldStride).CopyTo(wider.AsSpan(row * stride));
        }

        return wider;
    }
}
