using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Neighbors;

/// <summary>Picks the smallest of many distances, the earlier of equal ones first.</summary>
internal sealed class NearestList
{
    private Neighbor[] _nearest = [];
    private int _wanted;

    /// <summary>How many have been picked.</summary>
    public int Count { get; private set; }

    /// <summary>The picked ones, the nearest first.</summary>
    public Span<Neighbor> Items => _nearest.AsSpan(0, Count);

    /// <summary>Starts over.</summary>
    public void Start(int wanted)
    {
        if (_nearest.Length < wanted)
        {
            _nearest = new Neighbor[wanted];
        }

        _wanted = wanted;
        Count = 0;
    }

    /// <summary>Looks at the distances of slots from <paramref name="first"/> up to <paramref name="end"/>.</summary>
    public void Scan(double[] distances, int first, int end)
    {
        var slot = first;
        while (slot < end && Count < _wanted)
        {
            Insert(slot, distances[slot]);
            slot++;
        }

        ref var start = ref MemoryMarshal.GetArrayDataReference(distances);
        for (; slot + 8 <= end; slot += 8)
        {
            var limit = Vector256.Create(_nearest[Count - 1].Distance);
            var closer = Vector256.LessThan(Vector256.LoadUnsafe(ref start, (nuint)slot), limit) |
                Vector256.LessThan(Vector256.LoadUnsafe(ref start, (nuint)slot + 4), limit);
            if (closer != Vector256<double>.Zero)
            {
                for (var i = slot; i < slot + 8; i++)
                {
                    Consider(i, distances[i]);
                }
            }
        }

        for (; slot < end; slot++)
        {
            Consider(slot, distances[slot]);
        }
    }

    /// <summary>Adds the slots that are as near as the last one picked, from <paramref name="oldest"/> on.</summary>
    public void AddTies(ReadOnlySpan<double> distances, int oldest)
    {
        var limit = _nearest[Count - 1].Distance;
        var end = Count;
        var picked = end;
        while (picked > 0 && _nearest[picked - 1].Distance == limit)
        {
            picked--;
        }

        // Equally near slots are picked in order of age, so the ones that are left come after the last one picked.
        var passed = picked;
        for (var i = 0; i < distances.Length; i++)
        {
            var slot = i + oldest < distances.Length ? i + oldest : i + oldest - distances.Length;
            if (distances[slot] != limit)
            {
                continue;
            }

            if (passed++ >= end)
            {
                if (Count == _nearest.Length)
                {
                    Array.Resize(ref _nearest, Count * 2);
                }

                _nearest[Count++] = new Neighbor(slot, limit);
            }
        }
    }

    private void Consider(int slot, double distance)
    {
        if (distance < _nearest[Count - 1].Distance)
        {
            Count--;
            Insert(slot, distance);
        }
    }

    private void Insert(int slot, double distance)
    {
        var place = Count++;
        while (place > 0 && _nearest[place - 1].Distance > distance)
        {
            _nearest[place] = _nearest[place - 1];
            place--;
        }

        _nearest[place] = new Neighbor(slot, distance);
    }
}
