using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl;

/// <summary>The classes a classifier has met, each as it was first spelled, numbered in the order in which they came.</summary>
/// <remarks>Look-up is a scan while there are few classes and a hash look-up beyond that.</remarks>
public sealed class ClassTable : IStateful
{
    private const int ScanLimit = 12;

    // One more than the numbers of false and true, 0 where they are unknown.
    private readonly int[] _truthValues = new int[2];
    private Label[] _labels = [];
    private int _count;
    private Dictionary<Label, int>? _index;

    /// <summary>How many classes are known.</summary>
    public int Count => _count;

    /// <summary>The classes in the order in which they came.</summary>
    public ReadOnlySpan<Label> Labels => _labels.AsSpan(0, _count);

    /// <summary>The class with a number.</summary>
    public Label this[int index] => _labels[index];

    /// <summary>The number of a class, or -1 when it is unknown.</summary>
    public int IndexOf(Label label)
    {
        // Which truth value it is cannot be foreseen, so nothing here branches on it.
        if (label.Kind == LabelKind.Boolean)
        {
            return _truthValues[(int)label.Number] - 1;
        }

        if (_index is not null)
        {
            return _index.TryGetValue(label, out var found) ? found : -1;
        }

        for (var i = 0; i < _count; i++)
        {
            if (_labels[i].Equals(label))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Writes a class as it was first spelled; one that is unknown as it is.</summary>
    public Label Spell(Label label) => IndexOf(label) is >= 0 and var index ? _labels[index] : label;

    /// <summary>The number of a class, which is added when it is new.</summary>
    public int GetOrAdd(Label label)
    {
        var index = IndexOf(label);
        if (index >= 0)
        {
            return index;
        }

        if (_count == _labels.Length)
        {
            // A new array, never the old one resized in place: probability buffers may still refer to it.
            Array.Resize(ref _labels, Math.Max(4, _count * 2));
        }

        _labels[_count] = label;
        _index?.Add(label, _count);
        _count++;
        NoteTruthValue(_count - 1);
        if (_index is null && _count > ScanLimit)
        {
            BuildIndex();
        }

        return _count - 1;
    }

    internal Label[] Raw => _labels;

    /// <summary>The same classes with false and true in each other's places.</summary>
    internal ClassTable Reversed()
    {
        var table = new ClassTable();
        foreach (var label in Labels)
        {
            table.GetOrAdd(label.Opposite);
        }

        return table;
    }

    /// <summary>Forgets the classes beyond the first ones.</summary>
    internal void Shrink(int count)
    {
        while (_count > count)
        {
            var label = _labels[--_count];
            _index?.Remove(label);
            if (IsTruth(label) && _truthValues[label.Number] == _count + 1)
            {
                _truthValues[label.Number] = 0;
            }
        }
    }

    /// <summary>The number of a truth value, or -1 when it is unknown.</summary>
    internal int IndexOf(bool value) => _truthValues[Flag.ToNumber(value)] - 1;

    void IStateful.Describe(StateArchive state)
    {
        state.Field("labels", ref _labels, FieldLength.First(_count));
        if (state.IsLoading)
        {
            _count = _labels.Length;
            _index = null;
            Array.Clear(_truthValues);
            for (var i = _count - 1; i >= 0; i--)
            {
                NoteTruthValue(i);
            }

            if (_count > ScanLimit)
            {
                BuildIndex();
            }
        }
    }

    private static bool IsTruth(in Label label) => label is { HasNumber: true, Number: 0 or 1 };

    private void NoteTruthValue(int index)
    {
        if (IsTruth(_labels[index]))
        {
            _truthValues[_labels[index].Number] = index + 1;
        }
    }

    private void BuildIndex()
    {
        _index = new Dictionary<Label, int>(_count * 2);
        for (var i = 0; i < _count; i++)
        {
            _index.TryAdd(_labels[i], i);
        }
    }
}
