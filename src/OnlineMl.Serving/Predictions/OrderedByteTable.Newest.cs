namespace OnlineMl.Serving.Predictions;

/// <content>The way back from the entry that was added last.</content>
internal sealed partial class OrderedByteTable<T>
{
    /// <summary>The entry that was added last; -1 when there is none.</summary>
    public int Newest => _newest;

    /// <summary>The entry that was added before; -1 when there is none.</summary>
    public int Older(int entry) => _entries[entry].Older;

    /// <summary>Gives an entry another value.</summary>
    public void Replace(int entry, T value) => _entries[entry].Value = value;
}
