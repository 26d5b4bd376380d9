using System.Collections.Concurrent;

namespace OnlineMl.Serving;

/// <summary>Keeps snapshots in memory, for as long as the process lives.</summary>
public sealed class MemoryModelStore : IModelStore
{
    private readonly ConcurrentDictionary<string, (byte[] Newest, byte[]? Previous)> _snapshots = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Kind => "memory";

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _snapshots.Keys.Order(StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(string name, bool previous, CancellationToken cancellationToken) =>
        Task.FromResult(_snapshots.TryGetValue(name, out var found) ? previous ? found.Previous : found.Newest : null);

    /// <inheritdoc/>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var newest = bytes.ToArray();
        _snapshots.AddOrUpdate(name, _ => (newest, null), (_, old) => (newest, old.Newest));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        _snapshots.TryRemove(name, out _);
        return Task.CompletedTask;
    }
}
