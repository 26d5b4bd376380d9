namespace OnlineMl.State;

/// <summary>The type codes of the MessagePack extensions that hold numbers; see <see cref="StateFormat"/>.</summary>
internal enum NumberKind : sbyte
{
    Double = 1,
    Int32 = 2,
    Int64 = 3,
    UInt32 = 4,
}
