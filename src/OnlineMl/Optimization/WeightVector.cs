using System.Numerics;
using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Optimization;

/// <summary>The weights of a linear model by feature id, with what its optimizer keeps of each weight beside it.</summary>
/// <remarks>A weight and its companions are neighbours in memory, so that a feature costs one cache line. The vector grows only
/// when it learns; features that were never learned weigh 0.</remarks>
public sealed class WeightVector : IStateful
{
    private readonly WeightStart? _start;
    private double[] _numbers = [];
    private double[] _shared;
    private double[] _rates = [];
    private int _count;
    private long _steps;

    /// <summary>An empty vector.</summary>
    /// <param name="optimizer">The optimizer that will move the weights.</param>
    /// <param name="initializer">Where weights start; null for 0.</param>
    public WeightVector(IOptimizer optimizer, IInitializer? initializer = null)
        : this(optimizer, initializer, extraSlots: 0)
    {
    }

    internal WeightVector(IOptimizer optimizer, IInitializer? initializer, int extraSlots)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ExtraSlot = 1 + optimizer.SlotsPerWeight;
        Stride = ExtraSlot + extraSlots;
        _shared = new double[optimizer.SharedSlots];
        if (initializer is not null and not ZerosInitializer)
        {
            _start = new WeightStart(initializer, Stride++);
        }
    }

    /// <summary>One more than the largest feature id that has a weight.</summary>
    public int Count => _count;

    /// <summary>How many steps were taken.</summary>
    public long Steps => _steps;

    /// <summary>How many numbers belong to a feature: the weight, then what the optimizer keeps.</summary>
    public int Stride { get; }

    /// <summary>The numbers that the optimizer keeps once for all weights.</summary>
    public Span<double> Shared => _shared;

    internal int ExtraSlot { get; }

    /// <summary>The weight of a feature, 0 when it was never learned.</summary>
    public double this[int id] => (uint)id < (uint)_count ? _numbers[id * Stride] : 0;

    /// <summary>The weight of a feature, followed by what the optimizer keeps beside it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature has no weight.</exception>
    public Span<double> Of(int id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)_count, nameof(id));
        return _numbers.AsSpan(id * Stride, Stride);
    }

    /// <summary>The weighted sum of an example's features.</summary>
    public double Dot(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.IsDense ? Dot(x.Numbers) : Dot(x.Ids, x.Numbers);
    }

    /// <summary>The weighted sum of features 0, 1, 2, ….</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Dot(ReadOnlySpan<double> values)
    {
        var known = values[..Math.Min(values.Length, _count)];
        return Stride == 1 ? Dense.Dot(known, Numbers) : Rows.Dot(known, Numbers, Stride);
    }

    /// <summary>The weighted sum of features 0, 1, 2, … of weights that lie side by side, and the sum of their squares. All have a weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal double Dot(ReadOnlySpan<double> values, out double squares) => Dense.Dot(values, SideBySide, out squares);

    /// <summary>The weighted sum of features.</summary>
    public double Dot(ReadOnlySpan<int> ids, ReadOnlySpan<double> values) => Rows.Dot(ids, values, Numbers, _count, Stride);

    /// <summary>Adds what each feature of an example adds to the weighted sum.</summary>
    /// <param name="x">The example.</param>
    /// <param name="factor">Multiplies the sum.</param>
    /// <param name="contributions">Receives the features.</param>
    /// <param name="less">Weights to be subtracted; null for none.</param>
    internal void Explain(FeatureVector x, double factor, Contributions contributions, WeightVector? less = null)
    {
        for (var i = 0; i < x.Count; i++)
        {
            contributions.Add(x.NameAt(i), factor * x.Numbers[i] * (this[x.Ids[i]] - (less?[x.Ids[i]] ?? 0)));
        }
    }

    /// <summary>Makes room for the features of an example that is about to be learned, and starts the weights of new ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative, or of a stranger.</exception>
    public void Admit(ReadOnlySpan<int> ids) => Admit(ids, null);

    /// <summary>Takes one step of an optimizer.</summary>
    public void Descend(IOptimizer optimizer, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.Step(this, ids, values, gradient, l2);
        _steps++;
    }

    /// <summary>Moves the weights of an example's features, each by the same rule.</summary>
    internal void Move<TRule>(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2, TRule rule)
        where TRule : struct, IWeightRule
    {
        for (var i = 0; i < ids.Length; i++)
        {
            var w = Of(ids[i]);
            rule.Move(w, (gradient * values[i]) + (l2 * w[0]));
        }
    }

    /// <summary>Whether the features of an example all have a weight.</summary>
    internal bool Covers(FeatureVector x) => x.IsDense || x.Count == 0 ? x.Count <= _count : Rows.Largest(x.Ids) < (uint)_count;

    /// <summary>Refuses a step on features that have no weight, or by an optimizer that keeps more than this vector has room for.</summary>
    /// <exception cref="ArgumentException">The features, their values or the optimizer do not belong to this vector.</exception>
    internal void Check(IOptimizer optimizer, ReadOnlySpan<int> ids, ReadOnlySpan<double> values)
    {
        if (ids.Length > values.Length)
        {
            throw new ArgumentException($"There are {values.Length} values for {ids.Length} features.", nameof(values));
        }

        if (CountFor(ids) > _count)
        {
            throw new ArgumentOutOfRangeException(nameof(ids), Rows.Largest(ids), $"A feature has no weight: only those below {_count} have one.");
        }

        if (ExtraSlot <= optimizer.SlotsPerWeight || _shared.Length < optimizer.SharedSlots)
        {
            throw new ArgumentException($"The weights have no room for what {optimizer.GetType().Name} keeps.", nameof(optimizer));
        }
    }

    /// <summary>Starts to fetch the numbers of some features into the cache.</summary>
    internal void Prefetch(ReadOnlySpan<int> ids) => Rows.Prefetch(ids, Numbers, _count, Stride);

    /// <summary>The weights of a vector that keeps nothing beside them.</summary>
    internal Span<double> SideBySide
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Stride == 1 ? _numbers.AsSpan(0, _count) : throw NotSideBySide();
    }

    /// <summary>The weights, each with what is kept beside it, one behind the other.</summary>
    internal Span<double> Numbers => _numbers.AsSpan(0, _count * Stride);

    /// <summary>Room for a number for each feature of one example, in which an optimizer keeps rates during a step.</summary>
    internal Span<double> Rates(int length)
    {
        if (length > _rates.Length)
        {
            _rates = new double[Math.Max(length, 2 * _rates.Length)];
        }

        return _rates.AsSpan(0, length);
    }

    internal void CountStep() => _steps++;

    /// <summary>Takes note of how many steps were taken.</summary>
    internal void CountSteps(long steps) => _steps = steps;

    /// <summary>Where the vector stands before an example is admitted.</summary>
    internal int Mark()
    {
        _start?.Mark();
        return _count;
    }

    /// <summary>Takes back the room that was made, and the weights that were started, for an example since <see cref="Mark"/>.</summary>
    internal void TakeBack(int count)
    {
        _start?.TakeBack(this);
        _numbers.AsSpan(count * Stride, (_count - count) * Stride).Clear();
        _count = count;
    }

    /// <summary>The same for features of a space, by whose names initializers draw.</summary>
    internal void Admit(ReadOnlySpan<int> ids, FeatureSpace? space)
    {
        Admit(CountFor(ids));
        _start?.Start(this, ids, space);
    }

    internal void Admit(int count)
    {
        if (count > _count)
        {
            Grow(count);
        }
    }

    /// <summary>Keeps the numbers of some features, so that a step can be undone.</summary>
    internal void Remember(ReadOnlySpan<int> ids, ref double[] kept)
    {
        var length = (ids.Length * Stride) + _shared.Length;
        if (kept.Length < length)
        {
            kept = new double[length];
        }

        for (var i = 0; i < ids.Length; i++)
        {
            Of(ids[i]).CopyTo(kept.AsSpan(i * Stride));
        }

        _shared.CopyTo(kept.AsSpan(ids.Length * Stride));
    }

    /// <summary>Undoes a step.</summary>
    internal void Restore(ReadOnlySpan<int> ids, double[] kept, long steps)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            kept.AsSpan(i * Stride, Stride).CopyTo(Of(ids[i]));
        }

        kept.AsSpan(ids.Length * Stride, _shared.Length).CopyTo(_shared);
        _steps = steps;
    }

    /// <summary>Whether all numbers of some features are finite.</summary>
    internal bool AreFinite(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            foreach (var number in Of(id))
            {
                if (!double.IsFinite(number))
                {
                    return false;
                }
            }
        }

        return true;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("numbers", ref _numbers, FieldLength.First(_count * Stride).InRowsOf(Stride));
        state.Field("shared", ref _shared, _shared.Length);
        state.Field("steps", ref _steps);
        if (state.IsLoading)
        {
            _count = _numbers.Length / Stride;
        }
    }

    // Apart, so that the access itself is small enough to be put in its place.
    private static InvalidOperationException NotSideBySide() => new("The weights do not lie side by side.");

    /// <summary>One more than the largest id.</summary>
    private static int CountFor(ReadOnlySpan<int> ids)
    {
        if (ids.IsEmpty)
        {
            return 0;
        }

        var largest = Rows.Largest(ids);
        return largest < FeatureSpace.FirstStranger
            ? (int)largest + 1
            : throw new ArgumentOutOfRangeException(nameof(ids), (int)largest, $"The id of a feature must lie in [0, {FeatureSpace.FirstStranger}).");
    }

    private void Grow(int count)
    {
        if ((long)count * Stride > _numbers.Length)
        {
            // Powers of two: a hashed space then gets its whole table with the first large id, and no more than that.
            var size = Math.Min((long)BitOperations.RoundUpToPowerOf2((uint)count) * Stride, Math.Max((long)count * Stride, Array.MaxLength));

            // Cleared here and not by the system on first use, which comes twice for each page of a table that is read before it is written.
            var larger = GC.AllocateUninitializedArray<double>(checked((int)size));
            _numbers.CopyTo(larger, 0);
            larger.AsSpan(_numbers.Length).Clear();
            _numbers = larger;
        }

        _count = count;
    }
}
