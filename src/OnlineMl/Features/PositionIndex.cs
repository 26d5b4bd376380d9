using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OnlineMl.Features;

/// <summary>Finds the position of an id among a vector's ids; built when first asked and extended as the vector grows.</summary>
internal sealed class PositionIndex
{
    // Ids of hashed spaces are chosen by whoever chooses the names, so their order in the table must not be predictable.
    private static readonly ulong Multiplier = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

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
        if (_indexed < ids.Length)
        {
            Extend(ids);
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
        if (ids.Length * 2 > _slots.Length)
        {
            var size = (int)BitOperations.RoundUpToPowerOf2((uint)ids.Length * 4);
            _slots = new int[size];
            _shift = 64 - BitOperations.Log2((uint)size);
            _indexed = 0;
        }

        for (; _indexed < ids.Length; _indexed++)
        {
            var id = ids[_indexed];
            var i = Slot(id);
            while (_slots[i] != 0 && ids[_slots[i] - 1] != id)
            {
                i = (i + 1) & (_slots.Length - 1);
            }

            if (_slots[i] == 0)
            {
                _slots[i] = _indexed + 1;
            }
        }
    }

    private int Slot(int id) => (int)(((ulong)(uint)id * Multiplier) >> _shift);
}
