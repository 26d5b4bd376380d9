namespace OnlineMl.Serving.Predictions;

/// <summary>An entry of an <see cref="OrderedByteTable{T}"/>. Other entries are named by their numbers; -1 is none.</summary>
/// <typeparam name="T">The value.</typeparam>
internal struct ByteTableEntry<T>
    where T : unmanaged
{
    public int Hash;
    public int NextInBucket;
    public int Older;
    public int Newer;
    public int IdentifierLength;
    public T Value;
}
