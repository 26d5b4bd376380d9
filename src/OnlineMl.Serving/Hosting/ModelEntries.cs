using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.Serving.Hosting;

/// <summary>The models that a server knows of, by name, and how many they are. Safe for use by several threads at once.</summary>
/// <remarks>They are counted when they come and go, so that creating one costs the same however many there are.</remarks>
internal sealed class ModelEntries : IEnumerable<ModelEntry>
{
    private readonly ConcurrentDictionary<string, ModelEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private readonly Dictionary<string, int> _spellings = new(StringComparer.OrdinalIgnoreCase);
    private int _models;

    /// <summary>How many models there are; their shares do not count.</summary>
    public int Models => Volatile.Read(ref _models);

    public ICollection<ModelEntry> Entries => _entries.Values;

    public ICollection<string> Names => _entries.Keys;

    public bool Contains(string name) => _entries.ContainsKey(name);

    public bool TryFind(string name, [NotNullWhen(true)] out ModelEntry? entry) => _entries.TryGetValue(name, out entry);

    /// <summary>Adds a model unless there is one of its name.</summary>
    public bool TryAdd(ModelEntry entry)
    {
        lock (_changing)
        {
            if (!_entries.TryAdd(entry.Name, entry))
            {
                return false;
            }

            _spellings[entry.Name] = _spellings.GetValueOrDefault(entry.Name) + 1;
            _models += ModelNames.IsShare(entry.Name) ? 0 : 1;
            return true;
        }
    }

    /// <summary>The model of a name, which is added unless it is there.</summary>
    public ModelEntry GetOrAdd(string name, string epoch)
    {
        while (true)
        {
            if (TryFind(name, out var known))
            {
                return known;
            }

            var entry = new ModelEntry(name) { Epoch = epoch };
            if (TryAdd(entry))
            {
                return entry;
            }
        }
    }

    /// <summary>Removes a model unless another one has its name by now.</summary>
    public bool TryRemove(ModelEntry entry)
    {
        lock (_changing)
        {
            if (!_entries.TryRemove(KeyValuePair.Create(entry.Name, entry)))
            {
                return false;
            }

            if (_spellings[entry.Name] == 1)
            {
                _spellings.Remove(entry.Name);
            }
            else
            {
                _spellings[entry.Name]--;
            }

            _models -= ModelNames.IsShare(entry.Name) ? 0 : 1;
            return true;
        }
    }

    /// <summary>A name that is there and differs from another one in case only; null when there is none.</summary>
    public string? FindOtherSpelling(string name)
    {
        lock (_changing)
        {
            if (_spellings.GetValueOrDefault(name) == (Contains(name) ? 1 : 0))
            {
                return null;
            }
        }

        return Names.FirstOrDefault(other => other != name && string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
    }

    public IEnumerator<ModelEntry> GetEnumerator() => _entries.Select(place => place.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
