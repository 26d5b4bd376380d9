using System.Security.Cryptography;
using OnlineMl.Numerics;

namespace OnlineMl.Features;

/// <summary>A set of names by their 64-bit hashes: two names of one example fall together once in 10^9 examples of
/// 100,000 features.</summary>
internal sealed class NameSet
{
    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private ulong[] _hashes = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public void Clear()
    {
        if (_count > 0)
        {
            Array.Clear(_hashes);
            _count = 0;
        }
    }

    public bool Contains(ReadOnlySpan<byte> utf8Name) => _count > 0 && _hashes[Slot(HashOf(utf8Name))] != 0;

    /// <summary>Adds a name; false when it was there.</summary>
    public bool Add(ReadOnlySpan<byte> utf8Name)
    {
        if (_count * 2 >= _hashes.Length)
        {
            Grow();
        }

        var hash = HashOf(utf8Name);
        var slot = Slot(hash);
        if (_hashes[slot] != 0)
        {
            return false;
        }

        _hashes[slot] = hash;
        _count++;
        return true;
    }

    private static ulong HashOf(ReadOnlySpan<byte> utf8Name) => NameHash.Of(utf8Name, Seed) | 1;

    private int Slot(ulong hash)
    {
        var mask = _hashes.Length - 1;
        var i = (int)(hash >> 32) & mask;
        while (_hashes[i] != 0 && _hashes[i] != hash)
        {
            i = (i + 1) & mask;
        }

        return i;
    }

    private void Grow()
    {
        var old = _hashes;
        _hashes = new ulong[Math.Max(16, old.Length * 2)];
        foreach (var hash in old)
        {
            if (hash != 0)
            {
                _hashes[Slot(hash)] = hash;
            }
        }
    }
}
