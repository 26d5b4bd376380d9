using System.Runtime.CompilerServices;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>What is known of the values of one numeric feature in each class, and what a value says about the classes.</summary>
/// <remarks>A view of arrays across classes, padded to whole vectors. A class with spread has a normal distribution: its log
/// density is factor × (x - mean)² + offset. Of a flag, see <see cref="ValuesMet"/>, factor and offset are the logarithms of
/// the shares of the smaller and of the larger value instead. A class that has had one value only, or none, is less likely
/// than all that have spread where it does not know the value: density zero speaks, but finitely, so that one feature alone does
/// not silence the others, and whatever the unit of the feature.</remarks>
internal readonly ref struct NumericClasses(
    Span<double> weights, Span<double> means, Span<double> squares, Span<double> factors, Span<double> offsets)
{
    /// <summary>Larger numbers say nothing: their squares, summed over any stream, could overflow.</summary>
    public const double LargestNumber = 1e140;

    /// <summary>The logarithm of 1e-9: how much less likely than the least likely class that knows a feature one is that does not.</summary>
    public const double LogLeastShare = -20.72326583694641;

    // Added to the counts of both values of a flag.
    private const double FlagSmoothing = 0.1;

    // Keeps the constants of a density finite.
    private const double LargestPrecision = 1e300;

    // A class that has had just this value is twice as likely as the likeliest of those with spread.
    private const double LogTwo = 0.6931471805599453;

    private const int StackLimit = 128;

    private readonly Span<double> _weights = weights;
    private readonly Span<double> _means = means;
    private readonly Span<double> _squares = squares;
    private readonly Span<double> _factors = factors;
    private readonly Span<double> _offsets = offsets;

    /// <summary>The numbers that say something.</summary>
    public static NumberRange Numbers { get; } = NumberRange.Between(-LargestNumber, LargestNumber);

    /// <summary>The variance of values of a weight: the sample variance for whole weights of at least two.</summary>
    /// <remarks>Below a weight of two the divisor stays positive, so that small weights have a spread as well.</remarks>
    public static double Variance(double squares, double weight, bool riverRules = false) =>
        weight > (riverRules ? 1 : 0) ? squares / Divisor(weight, riverRules) : 0;

    /// <summary>Factor and offset of the log density of values with spread; 0 and 0 where there is none.</summary>
    public static (double Factor, double Offset) Normal(double squares, double weight, bool riverRules = false)
    {
        if (!HasSpread(squares, weight, riverRules))
        {
            return (0, 0);
        }

        var precision = Precision(squares, weight, riverRules);
        return (-0.5 * precision, 0.5 * Elementary.Log(precision * (1 / Math.Tau)));
    }

    /// <summary>Does as <see cref="Normal(double, double, bool)"/>, the offset when the batch is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Normal(double squares, double weight, bool riverRules, Span<double> factor, Span<double> offset, ref LogarithmBatch batch)
    {
        if (HasSpread(squares, weight, riverRules))
        {
            var precision = Precision(squares, weight, riverRules);
            factor[0] = -0.5 * precision;
            batch.Add(offset, precision * (1 / Math.Tau), 0.5);
        }
        else
        {
            factor[0] = 0;
            offset[0] = 0;
        }
    }

    /// <summary>Computes factor and offset of a class anew.</summary>
    public void Refresh(int slot, in ValuesMet values)
    {
        var batch = default(LogarithmBatch);
        Refresh(slot, values, ref batch);
        batch.Write();
    }

    /// <summary>Computes factor and offset of a class anew, their logarithms when the batch is written.</summary>
    public void Refresh(int slot, in ValuesMet values, ref LogarithmBatch batch)
    {
        if (!values.IsFlag)
        {
            Normal(_squares[slot], _weights[slot], riverRules: false, _factors[slot..], _offsets[slot..], ref batch);
            return;
        }

        var share = values.ShareOfMost(_means[slot]);
        var weight = _weights[slot];
        var all = weight + (values.Count * FlagSmoothing);
        batch.Add(_factors[slot..], ((weight * (1 - share)) + FlagSmoothing) / all, 1);
        batch.Add(_offsets[slot..], ((weight * share) + FlagSmoothing) / all, 1);
    }

    /// <summary>Adds the log likelihood of a value in each class to the sums, where not every class knows all.</summary>
    public void AddUneven(Span<double> sums, int classes, double x, in ValuesMet values)
    {
        if (values.IsFlag && values.Knows(x))
        {
            var logs = x == values.Least && values.Count > 1 ? _factors : _offsets;
            for (var slot = 0; slot < classes; slot++)
            {
                sums[slot] += _weights[slot] > 0 ? logs[slot] : LogLeastShare;
            }

            return;
        }

        if (!values.IsFlag)
        {
            AddNormals(sums, classes, x, _factors, _offsets);
            return;
        }

        // A value that the flag has not had: the constants are those of its shares, so that the normal ones are made for once.
        Span<double> room = classes <= StackLimit ? stackalloc double[2 * classes] : new double[2 * classes];
        var factors = room[..classes];
        var offsets = room[classes..];
        for (var slot = 0; slot < classes; slot++)
        {
            (factors[slot], offsets[slot]) = Normal(_squares[slot], _weights[slot]);
        }

        AddNormals(sums, classes, x, factors, offsets);
    }

    private static bool HasSpread(double squares, double weight, bool riverRules) => squares > 0 && (!riverRules || weight > 1);

    private static double Precision(double squares, double weight, bool riverRules) =>
        Math.Min(Divisor(weight, riverRules) / squares, LargestPrecision);

    // River's rule: the sample variance, of which there is none up to a weight of one.
    private static double Divisor(double weight, bool riverRules) => riverRules ? weight - 1 : Math.Max(weight - 1, weight / 2);

    private void AddNormals(Span<double> sums, int classes, double x, ReadOnlySpan<double> factors, ReadOnlySpan<double> offsets)
    {
        var least = double.PositiveInfinity;
        var most = double.NegativeInfinity;
        var farthest = 0.0;
        for (var slot = 0; slot < classes; slot++)
        {
            var distance = x - _means[slot];
            if (factors[slot] < 0)
            {
                var log = (factors[slot] * distance * distance) + offsets[slot];
                least = Math.Min(least, log);
                most = Math.Max(most, log);
                sums[slot] += log;
            }
            else if (_weights[slot] > 0)
            {
                farthest = Math.Max(farthest, Math.Abs(distance));
            }
        }

        if (!(least <= most))
        {
            least = most = 0;
        }

        for (var slot = 0; slot < classes; slot++)
        {
            if (factors[slot] < 0)
            {
                continue;
            }

            var distance = Math.Abs(x - _means[slot]);
            sums[slot] += _weights[slot] == 0 ? least + LogLeastShare
                : distance == 0 ? most + LogTwo
                : least + (LogLeastShare * Mismatch(distance / farthest));
        }
    }

    // A class that has had one other value: half of what can be said against it, and the rest by how far that value is away.
    private static double Mismatch(double distance) => 0.5 + (0.5 * distance * distance);
}
