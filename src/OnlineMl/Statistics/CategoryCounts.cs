using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>How often each value occurred, and which one did most often.</summary>
/// <remarks>Of equally frequent values the one that came first counts as the most frequent.</remarks>
internal sealed class CategoryCounts : IStateful
{
    private readonly Dictionary<FeatureValue, Entry> _entries = [];
    private long _next;
    private FeatureValue _best = new(null);
    private Entry _bestEntry;

    public int Count => _entries.Count;

    /// <summary>How many different values are counted at most.</summary>
    public int MostNames { get; set; } = NameLimit.Usual;

    /// <summary>How often a new value was passed over because there were too many.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Whether a value has a count, or may get one. It is passed over otherwise.</summary>
    public bool Takes(FeatureValue value)
    {
        var takes = _entries.Count < MostNames || _entries.ContainsKey(value);
        PassedOver += takes ? 0 : 1;
        return takes;
    }

    public FeatureValue MostFrequent => _best;

    public bool Contains(FeatureValue value) => _entries.ContainsKey(value);

    public long CountOf(FeatureValue value) => _entries.TryGetValue(value, out var entry) ? entry.Count : 0;

    public void Increment(FeatureValue value)
    {
        if (!_entries.TryGetValue(value, out var entry))
        {
            entry.Order = _next++;
        }

        entry.Count++;
        _entries[value] = entry;
        if (entry.IsAheadOf(_bestEntry))
        {
            _best = value;
            _bestEntry = entry;
        }
    }

    public void Decrement(FeatureValue value)
    {
        if (!_entries.TryGetValue(value, out var entry))
        {
            return;
        }

        if (--entry.Count == 0)
        {
            _entries.Remove(value);
        }
        else
        {
            _entries[value] = entry;
        }

        if (value == _best)
        {
            FindBest();
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        var values = new CategoryList();
        var counts = new long[_entries.Count];
        if (!state.IsLoading)
        {
            var i = 0;
            foreach (var (value, entry) in _entries.OrderBy(pair => pair.Value.Order))
            {
                values.Add(value);
                counts[i++] = entry.Count;
            }
        }

        state.Child("values", values);
        state.Field("counts", ref counts, values.Values.Count);
        if (state.IsLoading)
        {
            _entries.Clear();
            _next = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                _entries[values.Values[i]] = new Entry { Count = counts[i], Order = _next++ };
            }

            FindBest();
        }
    }

    private void FindBest()
    {
        _best = new FeatureValue(null);
        _bestEntry = default;
        foreach (var (value, entry) in _entries)
        {
            if (entry.IsAheadOf(_bestEntry))
            {
                _best = value;
                _bestEntry = entry;
            }
        }
    }

    private struct Entry
    {
        public long Count;
        public long Order;

        public readonly bool IsAheadOf(Entry other) => Count > other.Count || (Count == other.Count && Order < other.Order);
    }
}
