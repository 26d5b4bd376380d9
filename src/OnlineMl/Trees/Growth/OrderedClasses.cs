using OnlineMl.State;

namespace OnlineMl.Trees.Growth;

/// <summary>The classes of a tree, numbered as they came, and their order by label.</summary>
internal sealed class OrderedClasses
{
    private readonly ClassTable _classes = new();
    private int[] _places = [];

    /// <summary>The classes as they came.</summary>
    public ClassTable Table => _classes;

    /// <summary>The classes in the order of their labels.</summary>
    public ClassTable Sorted { get; private set; } = new();

    /// <summary>The place of each class among the sorted ones.</summary>
    public ReadOnlySpan<int> Places => _places;

    public int GetOrAdd(Label label)
    {
        var category = _classes.GetOrAdd(label);
        if (_classes.Count != Sorted.Count)
        {
            Sort();
        }

        return category;
    }

    public void Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        if (state.IsLoading)
        {
            Sort();
        }
    }

    private void Sort()
    {
        var labels = _classes.Labels.ToArray();
        Array.Sort(labels);

        // A new table: buffers that were filled before keep the labels they have.
        Sorted = new ClassTable();
        foreach (var label in labels)
        {
            Sorted.GetOrAdd(label);
        }

        _places = new int[_classes.Count];
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i] = Sorted.IndexOf(_classes[i]);
        }
    }
}
