using System.Buffers;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Storage.Conformance;

/// <summary>What tests of stores do often.</summary>
public static class StoreSteps
{
    /// <summary>Creates a model and follows its log.</summary>
    /// <returns>The log, or null when the name is taken.</returns>
    public static async Task<IModelLog?> CreateAsync(this IModelStore store, string name, byte[] snapshot, IEventSink sink, CancellationToken cancellationToken) =>
        await FollowAsync(await store.CreateAsync(name, new ReadOnlySequence<byte>(snapshot), cancellationToken), sink, cancellationToken);

    /// <summary>Opens the log of a model and follows it from its end on.</summary>
    /// <returns>The log, or null when there is no such model.</returns>
    public static async Task<IModelLog?> OpenAsync(this IModelStore store, string name, IEventSink sink, CancellationToken cancellationToken) =>
        await FollowAsync(await store.OpenAsync(name, cancellationToken), sink, cancellationToken);

    /// <summary>Adds a snapshot.</summary>
    public static Task<bool> WriteSnapshotAsync(this IModelLog log, long position, byte[] snapshot, CancellationToken cancellationToken) =>
        log.WriteSnapshotAsync(position, new ReadOnlySequence<byte>(snapshot), cancellationToken);

    /// <summary>Reads a snapshot as one piece; null when it is gone or cannot be read.</summary>
    public static async Task<byte[]?> ReadWholeSnapshotAsync(this IModelLog log, long position, CancellationToken cancellationToken) =>
        await log.ReadSnapshotAsync(position, cancellationToken) is { } snapshot ? snapshot.ToArray() : null;

    private static async Task<IModelLog?> FollowAsync(IModelLog? log, IEventSink sink, CancellationToken cancellationToken)
    {
        if (log is null)
        {
            return null;
        }

        try
        {
            await log.FollowAsync(log.Position, sink, cancellationToken);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }
}
