using OnlineMl.State;

namespace OnlineMl.Trees.Observers;

/// <summary>Numbers keys 0, 1, 2, … in the order in which they come.</summary>
internal sealed class KeyIndex
{
    private const int ScanLimit = 4;

    private long[] _keys = [];
    private int[] _buckets = [];
    private int _count;

    public int Count => _count;

    public long this[int number] => _keys[number];

    public ReadOnlySpan<long> Keys => _keys.AsSpan(0, _count);

    public long Size => (_keys.Length * sizeof(long)) + (_buckets.Length * sizeof(int));

    public int Find(long key)
    {
        var keys = _keys;
        if (_count <= ScanLimit)
        {
            for (var i = 0; i < _count; i++)
            {
                if (keys[i] == key)
                {
                    return i;
                }
            }

            return -1;
        }

        var buckets = _buckets;
        for (var i = Slot(key, buckets.Length); ; i = (i + 1) & (buckets.Length - 1))
        {
            var number = buckets[i] - 1;
            if (number < 0 || keys[number] == key)
            {
                return number;
            }
        }
    }

    public int GetOrAdd(long key)
    {
        var number = Find(key);
        if (number >= 0)
        {
            return number;
        }

        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, Math.Max(4, _count * 2));
        }

        _keys[_count++] = key;
        if (_count > ScanLimit)
        {
            if (_count * 2 > _buckets.Length)
            {
                Rehash();
            }
            else
            {
                Insert(_count - 1);
            }
        }

        return _count - 1;
    }

    public void Describe(StateArchive state, string name)
    {
        state.Field(name, ref _keys, FieldLength.First(_count), WholeRange.Any);
        if (state.IsLoading)
        {
            _count = _keys.Length;
            Rehash();
        }
    }

    private static int Slot(long key, int size) =>
        (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> 32) & (size - 1);

    private void Rehash()
    {
        if (_count <= ScanLimit)
        {
            return;
        }

        var size = 16;
        while (size < _count * 4)
        {
            size *= 2;
        }

        _buckets = new int[size];
        for (var i = 0; i < _count; i++)
        {
            Insert(i);
        }
    }

    private void Insert(int number)
    {
        var i = Slot(_keys[number], _buckets.Length);
        while (_buckets[i] != 0)
        {
            i = (i + 1) & (_buckets.Length - 1);
        }

        _buckets[i] = number + 1;
    }
}
