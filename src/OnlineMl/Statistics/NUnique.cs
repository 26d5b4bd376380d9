using System.Numerics;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>An estimate of the number of distinct values in constant memory. Starts at 0.</summary>
/// <remarks>HyperLogLog: Flajolet, Fusy, Gandouet and Meunier (2007). Few values are counted by the registers that are still
/// empty. Memory is about (1.04 / error rate)² bytes.</remarks>
[Component("NUnique")]
public sealed class NUnique : ICategoricalStatistic, IMergeableStatistic<NUnique>, IMergeable
{
    private uint[] _registers = [];

    /// <summary>The relative error aimed at. Range [0.001, 0.5], default 0.05.</summary>
    public double ErrorRate { get; init => field = Require.Between(value, 0.001, 0.5); } = 0.05;

    /// <summary>What the hash function starts from. Default 42.</summary>
    public int Seed { get; init; } = 42;

    /// <inheritdoc/>
    public string Name => "n_unique";

    /// <inheritdoc cref="IStatistic.Value"/>
    public double Value
    {
        get
        {
            double m = 1 << Bits;
            if (_registers.Length == 0)
            {
                return 0;
            }

            var sum = 0.0;
            var empty = 0;
            foreach (var register in _registers)
            {
                sum += Math.ScaleB(1, -(int)register);
                empty += register == 0 ? 1 : 0;
            }

            var alpha = Bits switch { <= 4 => 0.673, 5 => 0.697, 6 => 0.709, _ => 0.7213 / (1 + 1.079 / m) };
            var estimate = alpha * m * m / sum;
            return Math.Round(estimate <= 2.5 * m && empty > 0 ? m * Elementary.Log(m / empty) : estimate);
        }
    }

    FeatureValue ICategoricalStatistic.Value => Value;

    private int Bits => Math.Max(4, (int)Math.Ceiling(Elementary.Log2(1.04 / ErrorRate * (1.04 / ErrorRate))));

    /// <inheritdoc/>
    public void Update(FeatureValue x)
    {
        if (!Observed.Value(x))
        {
            return;
        }

        if (_registers.Length == 0)
        {
            _registers = new uint[1 << Bits];
        }

        var hash = Hash(x);
        var register = (int)(hash & (ulong)(_registers.Length - 1));
        var rank = (uint)Math.Min(64 - Bits, BitOperations.TrailingZeroCount(hash >> Bits)) + 1;
        _registers[register] = Math.Max(_registers[register], rank);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The other has another error rate or seed.</exception>
    public void Merge(NUnique other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Bits != Bits || other.Seed != Seed)
        {
            throw new ArgumentException("Only counts with the same error rate and seed can be merged.", nameof(other));
        }

        if (other._registers.Length > 0 && _registers.Length == 0)
        {
            _registers = new uint[1 << Bits];
        }

        for (var i = 0; i < other._registers.Length; i++)
        {
            _registers[i] = Math.Max(_registers[i], other._registers[i]);
        }
    }

    void IMergeable.Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            Merge(shares.Get<NUnique>(share));
        }
    }

    void IStateful.Describe(StateArchive state) => state.Field("registers", ref _registers, FieldLength.Exactly(1 << Bits).OrNone(), WholeRange.AtMost(65));

    private ulong Hash(FeatureValue x)
    {
        if (x.Text is { } text)
        {
            return NameHash.Of(text, (uint)Seed);
        }

        // Adding 0 turns -0 into 0, which is the same number.
        var bits = BitConverter.DoubleToInt64Bits(x.Number + 0.0);
        return NameHash.Of(bits, ~(ulong)(uint)Seed + (ulong)x.Rest);
    }
}
