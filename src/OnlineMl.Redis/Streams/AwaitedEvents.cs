using OnlineMl.Serving;

namespace OnlineMl.Redis.Streams;

/// <summary>Events of other servers that this one has seen in a log and listeners have not been told of yet. Bounded.</summary>
/// <remarks>The server that a call came to tells of its event. Where that one dies between the log and the listeners, another tells of it, after it has waited for a
/// while.</remarks>
internal sealed class AwaitedEvents(TimeProvider time)
{
    private const int MaxAwaited = 4096;
    private const int MaxTold = 16_384;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (PublishedEvent Published, long Since)> _awaited = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Names an event among all.</summary>
    public static string? NameOf(PublishedEvent published) => published.Position is { } position ? $"{published.Model}:{position}" : null;

    /// <summary>Waits for an event to be told.</summary>
    public void Add(PublishedEvent published)
    {
        lock (_lock)
        {
            if (NameOf(published) is { } name && !_told.Contains(name) && _awaited.Count < MaxAwaited)
            {
                _awaited[name] = (published, time.GetTimestamp());
            }
        }
    }

    /// <summary>Waits no longer for an event: it is told.</summary>
    public void Hear(string name)
    {
        lock (_lock)
        {
            _awaited.Remove(name);
            if (!_told.Add(name))
            {
                return;
            }

            _order.Enqueue(name);
            if (_order.Count > MaxTold)
            {
                _told.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>Takes the events that nobody has told of for too long, each model's in their order.</summary>
    public IReadOnlyList<PublishedEvent> TakeOverdue()
    {
        lock (_lock)
        {
            var overdue = _awaited.Where(place => time.GetElapsedTime(place.Value.Since) > Patience).ToList();
            overdue.ForEach(place => _awaited.Remove(place.Key));
            return [.. overdue.Select(place => place.Value.Published).OrderBy(published => published.Position)];
        }
    }
}
