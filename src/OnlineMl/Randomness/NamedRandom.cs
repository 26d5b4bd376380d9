using System.Buffers.Binary;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Randomness;

/// <summary>Random numbers that hang on a seed and the name of a feature alone, so that neither the order in which features come nor
/// how many others there are decides what is drawn for one.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) started from a hash of the name. The draws are part of what a model is and
/// never change.</remarks>
public struct NamedRandom
{
    private const ulong FirstSeed = 4;

    private ulong _state;

    /// <summary>The numbers of a feature of a space. Of hashed features, whose names are not kept, and where there is no space, the id takes the
    /// place of the name.</summary>
    internal NamedRandom(int? seed, FeatureSpace? space, int id)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, id);
        _state = NameHash.Of(space is null || space.HashBits > 0 ? number : space.Utf8NameOf(id), (ulong)(seed ?? 0) + FirstSeed);
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble()
    {
        _state += 0x9E3779B97F4A7C15;
        var bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return ((bits ^ (bits >> 31)) >> 11) * (1.0 / (1L << 53));
    }

    /// <summary>A number from the normal distribution (Box and Muller 1958).</summary>
    public double NextGauss(double mean, double standardDeviation)
    {
        var angle = NextDouble() * 2 * Math.PI;
        var radius = Math.Sqrt(-2 * Elementary.Log(1 - NextDouble()));
        return mean + (Elementary.Cos(angle) * radius * standardDeviation);
    }
}
