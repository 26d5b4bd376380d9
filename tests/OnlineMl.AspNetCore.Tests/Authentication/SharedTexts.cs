using System.Collections.Concurrent;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>What servers share, in memory.</summary>
internal sealed class SharedTexts : ISharedTexts
{
    public ConcurrentDictionary<string, (long Version, byte[] Text)> All { get; } = [];

    public bool IsAway { get; set; }

    public Task<(long Version, byte[] Text)> ReadAsync(string name) =>
        IsAway ? throw new StorageException("It is away.") : Task.FromResult(All.TryGetValue(name, out var text) ? text : (0, []));

    public Task<bool> TryWriteAsync(string name, long version, byte[] text) => Task.FromResult(version == 0
        ? All.TryAdd(name, (1, text))
        : All.TryGetValue(name, out var known) && known.Version == version && All.TryUpdate(name, (version + 1, text), known));
}
