namespace OnlineMl.Serving;

/// <summary>Keeps the snapshots of models: bytes under a name.</summary>
public interface IModelStore
{
    /// <summary>A word for what it is, such as <c>file</c> or <c>memory</c>.</summary>
    string Kind { get; }

    /// <summary>The names of all snapshots.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads a snapshot. With <paramref name="previous"/> the one before the newest.</summary>
    /// <returns>The bytes, or null when there is no such snapshot.</returns>
    Task<byte[]?> ReadAsync(string name, bool previous, CancellationToken cancellationToken);

    /// <summary>Replaces a snapshot as a whole, or leaves it as it was; the replaced one is kept as the previous.</summary>
    Task WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Removes a snapshot and its previous one.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
