using System.Collections.Concurrent;

namespace EmbeddedShop;

/// <summary>Who is in the shop and what they have looked at.</summary>
internal sealed class Visitors(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Trail> _trails = new(StringComparer.Ordinal);

    /// <summary>How many visitors are in the shop.</summary>
    public int Count => _trails.Count;

    public Visit See(string visitor, Product product, bool cameFromSearch)
    {
        var trail = _trails.GetOrAdd(visitor, _ => new Trail(time.GetTimestamp(), cameFromSearch));
        lock (trail)
        {
            var dearest = trail.Pages > 0 ? trail.Dearest : (double?)null;
            trail.Pages++;
            trail.LastSeen = time.GetTimestamp();
            trail.Dearest = Math.Max(trail.Dearest, (double)product.Price);
            return new Visit(
                trail.Pages, time.GetElapsedTime(trail.Arrived).TotalMinutes, trail.CameFromSearch, product.Category, product.Price, dearest);
        }
    }

    /// <summary>Forgets who has looked at nothing for a time: they have left, and begin anew when they come back.</summary>
    public void ForgetIdle(TimeSpan idle)
    {
        foreach (var visitor in _trails.Where(visitor => time.GetElapsedTime(visitor.Value.LastSeen) >= idle))
        {
            _trails.TryRemove(visitor);
        }
    }

    private sealed class Trail(long arrived, bool cameFromSearch)
    {
        public long Arrived { get; } = arrived;

        public long LastSeen { get; set; } = arrived;

        public bool CameFromSearch => cameFromSearch;

        public int Pages { get; set; }

        public double Dearest { get; set; }
    }
}
