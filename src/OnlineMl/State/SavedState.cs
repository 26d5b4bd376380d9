namespace OnlineMl.State;

/// <summary>What <see cref="StateFormat.Save"/> gave, as a part of a file: the object can go on learning while the file is written.</summary>
/// <param name="bytes">The saved state.</param>
public sealed class SavedState(ReadOnlyMemory<byte> bytes) : IStateful
{
    /// <summary>The saved state.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    void IStateful.Describe(StateArchive state) =>
        throw new NotSupportedException("Saved state can be written to a file as it is; it has no fields.");
}
