using System.Numerics;
using System.Security.Cryptography;

namespace OnlineMl.Features;

/// <summary>Finds the position of an id among a vector's ids; built when first asked and extended as the vector grows.</summary>
/// <remarks>Several threads may ask at once: the first one builds, and the others wait for it.</remarks>
internal sealed class PositionIndex
{
    // Ids of hashed spaces are chosen by whoever chooses the names, so their order in the table must not be predictable.
    private static readonly ulong Multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    private readonly Lock _building = new();
    private int[] _slots = [];
    private int _shift;
    private int _indexed;

    public void Clear()
    {
        if (_indexed > 0)
        {
            Array.Clear(_slots);
            _indexed = 0;
        }
    }

    /// <summary>The first position of an id, or -1.</summary>
    public int Find(ReadOnlySpan<int> ids, int id)
    {
        if (Volatile.Read(ref _indexed) < ids.Length)
        {
            lock (_building)
            {
                Extend(ids);
            }
        }

        var slots = _slots;
        for (var i = Slot(id); ; i = (i + 1) & (slots.Length - 1))
        {
            var position = slots[i] - 1;
            if (position < 0 || ids[position] == id)
            {
                return position;
            }
        }
    }

    private void Extend(ReadOnlySpan<int> ids)
    {
        var indexed = _indexed;
        if (ids.Length * 2 > _slots.Length)
        {
            var size = (int)BitOperations.RoundUpToPowerOf2((uint)ids.Length * 4);
            _slots = new int[size];
            _shift = 64 - BitOperations.Log2((uint)size);
            indexed = 0;
        }

        for (; indexed < ids.Length; indexed++)
        {
            var id = ids[indexed];
            var i = Slot(id);
            while (_slots[i] != 0 && ids[_slots[i] - 1] != id)
            {
                i = (i + 1) & (_slots.Length - 1);
            }

            if (_slots[i] == 0)
            {
                _slots[i] = indexed + 1;
            }
        }

        // What was built is seen by every thread that sees this.
        Volatile.Write(ref _indexed, indexed);
    }

    private int Slot(int id) => (int)(((ulong)(uint)id * Multiplier) >> _shift);
}
