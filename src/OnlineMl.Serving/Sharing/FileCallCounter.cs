using System.Text.Json;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Sharing;

/// <summary>Counts calls in a small file of the storage folder, so that they count behind a restart, too. A loss of power may lose the last of them.</summary>
/// <param name="folder">The folder, which this process has to itself.</param>
/// <param name="time">The clock.</param>
internal sealed class FileCallCounter(string folder, TimeProvider time) : ICallCounter
{
    private const string Name = "~calls.json";

    private readonly Lock _lock = new();
    private Dictionary<string, CountedCalls>? _calls;

    /// <inheritdoc/>
    public Task<(long Granted, TimeSpan Left)> TakeAsync(string key, long wanted, long most, TimeSpan window) =>
        Task.Run(() =>
        {
            var (_, added, left) = Count(key, made => Math.Max(0, Math.Min(wanted, most - made)), window);
            return (added, left);
        });

    /// <inheritdoc/>
    public Task<(long Count, TimeSpan Left)> AddAsync(string key, long count, TimeSpan window) =>
        Task.Run(() =>
        {
            var (made, _, left) = Count(key, _ => count, window);
            return (made, left);
        });

    private (long Made, long Added, TimeSpan Left) Count(string key, Func<long, long> choose, TimeSpan window)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var before = (_calls ??= Read()).TryGetValue(key, out var known) && known.Until > now ? known : new CountedCalls(0, now + window);
            var added = choose(before.Count);
            if (added > 0)
            {
                var calls = _calls.Where(place => place.Value.Until > now).ToDictionary(StringComparer.Ordinal);
                calls[key] = before with { Count = before.Count + added };
                Write(calls);
                _calls = calls;
            }

            return (before.Count + added, added, before.Until - now);
        }
    }

    // Counts that cannot be read begin anew; no call is refused for want of them.
    private Dictionary<string, CountedCalls> Read()
    {
        try
        {
            var calls = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, Name)), CountedCallsContext.Default.DictionaryStringCountedCalls);
            return calls is null ? new(StringComparer.Ordinal) : new(calls, StringComparer.Ordinal);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }

    private void Write(Dictionary<string, CountedCalls> calls)
    {
        try
        {
            var unfinished = Path.Combine(folder, Name + ".new");
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(calls, CountedCallsContext.Default.DictionaryStringCountedCalls));
            File.Move(unfinished, Path.Combine(folder, Name), overwrite: true);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The calls of users cannot be counted in '{folder}': {reason.Message}", reason);
        }
    }
}
