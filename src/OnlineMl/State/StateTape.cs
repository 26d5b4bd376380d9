namespace OnlineMl.State;

/// <summary>What an object described, field by field, until it is given to a twin.</summary>
internal sealed class StateTape
{
    private Entry[] _entries = new Entry[64];

    public int Count { get; private set; }

    public ref Entry this[int index] => ref _entries[index];

    /// <summary>Adds an entry.</summary>
    /// <returns>Where it is.</returns>
    public int Add(string name, object? content = null, long bits = 0)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count] = new Entry { Name = name, Content = content, Bits = bits, End = Count + 1 };
        return Count++;
    }

    /// <summary>Ends an entry that holds all entries after it.</summary>
    public void End(int index) => _entries[index].End = Count;

    /// <summary>A field, an object or a list of objects.</summary>
    internal struct Entry
    {
        public string Name;

        /// <summary>An array, a text, the shape of an object, or a mark of what else this is.</summary>
        public object? Content;

        /// <summary>A number, or the number of objects of a list.</summary>
        public long Bits;

        /// <summary>The entry behind this one and all that it holds.</summary>
        public int End;
    }
}
