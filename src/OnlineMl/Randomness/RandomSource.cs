using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Randomness;

/// <summary>A seeded generator of random numbers whose position is part of a model's state.</summary>
/// <remarks>The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) with the seeding, the floats and the samplers of
/// Python's <c>random</c> module, so that a seed gives the draws that river makes with it.</remarks>
public sealed class RandomSource : IStateful
{
    private const int N = 624;
    private const int M = 397;

    private uint[] _words = new uint[N];
    private int _next = N;
    private double _spareGauss;
    private bool _hasSpareGauss;

    /// <summary>A generator that starts from a seed. Null means 0.</summary>
    public RandomSource(int? seed)
        : this(Math.Abs((long)(seed ?? 0)))
    {
    }

    private RandomSource(long seed)
    {
        var high = (uint)(seed >> 32);
        Seed(high == 0 ? [(uint)seed] : [(uint)seed, high]);
    }

    /// <summary>A generator that starts as NumPy's <c>RandomState</c> does from a seed.</summary>
    internal static RandomSource SeededLikeNumPy(int seed)
    {
        var source = new RandomSource((int?)seed);
        source._words[0] = (uint)seed;
        for (uint k = 1; k < N; k++)
        {
            source._words[k] = (1812433253 * (source._words[k - 1] ^ (source._words[k - 1] >> 30))) + k;
        }

        return source;
    }

    /// <summary>Makes this stand where another generator stands.</summary>
    internal void CopyFrom(RandomSource other)
    {
        other._words.AsSpan().CopyTo(_words);
        _next = other._next;
        _spareGauss = other._spareGauss;
        _hasSpareGauss = other._hasSpareGauss;
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble()
    {
        var a = NextWord() >> 5;
        var b = NextWord() >> 6;
        return ((a * 67108864.0) + b) / 9007199254740992.0;
    }

    /// <summary>A whole number in [0, <paramref name="exclusiveMost"/>).</summary>
    public int NextInt(int exclusiveMost)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMost);
        var bits = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)exclusiveMost);
        uint value;
        do
        {
            value = NextWord() >> (32 - bits);
        }
        while (value >= (uint)exclusiveMost);

        return (int)value;
    }

    /// <summary>A number in [<paramref name="least"/>, <paramref name="most"/>].</summary>
    public double NextUniform(double least, double most) => least + ((most - least) * NextDouble());

    /// <summary>A number from the normal distribution (Box and Muller 1958; every second one is kept for the next call).</summary>
    public double NextGauss(double mean, double standardDeviation)
    {
        if (_hasSpareGauss)
        {
            _hasSpareGauss = false;
            return mean + (_spareGauss * standardDeviation);
        }

        var angle = NextDouble() * 2 * Math.PI;
        var radius = Math.Sqrt(-2 * Elementary.Log(1 - NextDouble()));
        _spareGauss = Elementary.Sin(angle) * radius;
        _hasSpareGauss = true;
        return mean + (Elementary.Cos(angle) * radius * standardDeviation);
    }

    /// <summary>A number from the exponential distribution with a rate.</summary>
    public double NextExponential(double rate) => -Elementary.Log(1 - NextDouble()) / rate;

    /// <summary>A count from the Poisson distribution (Knuth's product of uniforms).</summary>
    public int NextPoisson(double rate)
    {
        var limit = Elementary.Exp(-rate);
        var count = 0;
        var product = NextDouble();
        while (product > limit)
        {
            count++;
            product *= NextDouble();
        }

        return count;
    }

    /// <summary>Brings items into random order (Fisher and Yates, from the last item down).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The first random bits of the next word, at most 32.</summary>
    internal uint NextBits(int count) => NextWord() >> (32 - count);

    void IStateful.Describe(StateArchive state)
    {
        state.Field("words", ref _words, N);
        state.Field("next", ref _next, WholeRange.AtMost(N));
        state.Field("spareGauss", ref _spareGauss);
        state.Field("hasSpareGauss", ref _hasSpareGauss);
    }

    private void Seed(ReadOnlySpan<uint> key)
    {
        _words[0] = 19650218;
        for (uint k = 1; k < N; k++)
        {
            _words[k] = (1812433253 * (_words[k - 1] ^ (_words[k - 1] >> 30))) + k;
        }

        var i = 1;
        var j = 0;
        for (var k = Math.Max(N, key.Length); k > 0; k--)
        {
            _words[i] = (_words[i] ^ ((_words[i - 1] ^ (_words[i - 1] >> 30)) * 1664525)) + key[j] + (uint)j;
            if (++i >= N)
            {
                _words[0] = _words[N - 1];
                i = 1;
            }

            if (++j >= key.Length)
            {
                j = 0;
            }
        }

        for (var k = N - 1; k > 0; k--)
        {
            _words[i] = (_words[i] ^ ((_words[i - 1] ^ (_words[i - 1] >> 30)) * 1566083941)) - (uint)i;
            if (++i >= N)
            {
                _words[0] = _words[N - 1];
                i = 1;
            }
        }

        _words[0] = 0x80000000;
    }

    private uint NextWord()
    {
        if (_next >= N)
        {
            Regenerate();
        }

        var y = _words[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Regenerate()
    {
        for (var k = 0; k < N; k++)
        {
            var y = (_words[k] & 0x80000000) | (_words[(k + 1) % N] & 0x7fffffff);
            _words[k] = _words[(k + M) % N] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }

        _next = 0;
    }
}
