using OnlineMl.Numerics;

namespace OnlineMl.Neighbors;

/// <summary>Picks the smallest of many distances, the newer of equal ones first.</summary>
internal sealed class NearestList
{
    private Neighbor[] _nearest = [];
    private int _wanted;

    /// <summary>How many have been picked.</summary>
    public int Count { get; private set; }

    /// <summary>The picked ones, the nearest first.</summary>
    public Span<Neighbor> Items => _nearest.AsSpan(0, Count);

    /// <summary>How many of the first neighbours are at distance 0, as which distances too small for a finite inverse count.</summary>
    public static int CountAtZero(ReadOnlySpan<Neighbor> nearestFirst)
    {
        var count = 0;
        while (count < nearestFirst.Length && 1 / nearestFirst[count].Distance > double.MaxValue)
        {
            count++;
        }

        return count;
    }

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

    /// <summary>Looks at the distances of slots from the one before <paramref name="end"/> down to <paramref name="first"/>.</summary>
    public void Scan(double[] distances, int first, int end)
    {
        var slot = end;
        while (slot > first && Count < _wanted)
        {
            slot--;
            Insert(slot, distances[slot]);
        }

        for (; slot - 8 >= first; slot -= 8)
        {
            if (Block.AnyBelow(distances.AsSpan(slot - 8, 8), _nearest[Count - 1].Distance))
            {
                for (var i = slot - 1; i >= slot - 8; i--)
                {
                    Consider(i, distances[i]);
                }
            }
        }

        while (slot > first)
        {
            slot--;
            Consider(slot, distances[slot]);
        }
    }

    /// <summary>Adds the slots that are as near as the last one picked, up to the one at <paramref name="oldest"/>.</summary>
    public void AddTies(ReadOnlySpan<double> distances, int oldest)
    {
        var limit = _nearest[Count - 1].Distance;
        var end = Count;
        var picked = end;
        while (picked > 0 && _nearest[picked - 1].Distance == limit)
        {
            picked--;
        }

        // Equally near slots are picked from the newest on, so the ones that are left are older than the last one picked.
        var passed = picked;
        for (var i = distances.Length - 1; i >= 0; i--)
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
