using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>What the models of one user take in memory: those of this server as they are measured and, where others share them, those that only others have as
/// they tell. Safe for use by several threads at once.</summary>
/// <remarks>What has changed is told within a second, and everything every five; a model that left all memories, or whose server died, counts for a quarter of
/// a minute yet. While nobody can be told, what was known last of others holds.</remarks>
/// <param name="user">The user.</param>
/// <param name="sizes">Adds up what servers tell; null when there are no others.</param>
/// <param name="time">The clock.</param>
internal sealed class UserMemory(string user, IModelSizes? sizes, TimeProvider time)
{
    private static readonly TimeSpan TellAllEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _here = new(StringComparer.Ordinal);
    private Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private long _bytes;
    private long _elsewhere;
    private long? _toldAll;
    private Task _telling = Task.CompletedTask;

    /// <summary>How many bytes they take.</summary>
    public long Bytes => Interlocked.Read(ref _bytes) + Interlocked.Read(ref _elsewhere);

    /// <summary>Takes note that a model takes more or less on this server.</summary>
    public void Add(string model, long change)
    {
        lock (_lock)
        {
            var bytes = _here.GetValueOrDefault(model) + change;
            if (bytes > 0)
            {
                _here[model] = bytes;
            }
            else
            {
                _here.Remove(model);
            }

            Interlocked.Add(ref _bytes, change);
        }
    }

    /// <summary>Tells the other servers, when there is something to tell, and finds out what they have.</summary>
    /// <param name="isThere">Whether there still is a model that is not in memory any more.</param>
    public Task TellAsync(Predicate<string> isThere)
    {
        lock (_lock)
        {
            return sizes is null || (_here.Count == 0 && _told.Count == 0) ? Task.CompletedTask : TellNext(isThere, isAsked: false);
        }
    }

    /// <summary>Finds out what the other servers have.</summary>
    public Task AskAsync(Predicate<string> isThere)
    {
        lock (_lock)
        {
            return sizes is null ? Task.CompletedTask : TellNext(isThere, isAsked: true);
        }
    }

    private Task TellNext(Predicate<string> isThere, bool isAsked) => _telling = TellAfterAsync(_telling, isThere, isAsked);

    private async Task TellAfterAsync(Task before, Predicate<string> isThere, bool isAsked)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        var now = time.GetTimestamp();
        var isAll = _toldAll is not { } last || time.GetElapsedTime(last, now) >= TellAllEvery;
        Dictionary<string, long> here;
        lock (_lock)
        {
            here = new(_here, StringComparer.Ordinal);
        }

        var news = here.Where(model => isAll || !_told.TryGetValue(model.Key, out var bytes) || bytes != model.Value)
            .Concat(_told.Keys.Where(model => !here.ContainsKey(model) && !isThere(model)).Select(model => KeyValuePair.Create(model, -1L)))
            .ToList();
        if (news.Count == 0 && !isAll && !isAsked)
        {
            return;
        }

        try
        {
            var all = await sizes!.TellAsync(user, news, Kept).WaitAsync(MaxWait, time).ConfigureAwait(false);
            Interlocked.Exchange(ref _elsewhere, Math.Max(0, all - here.Values.Sum()));
            (_told, _toldAll) = (here, isAll ? now : _toldAll);
        }
        catch (Exception reason) when (reason is StorageException or TimeoutException)
        {
            // It is told with the next.
        }
    }
}
