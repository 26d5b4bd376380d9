using System.Collections.Concurrent;

namespace EmbeddedShop;

/// <summary>Who is in the shop and what they have looked at.</summary>
internal sealed class Visitors(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Trail> _trails = new(StringComparer.Ordinal);

    public Visit See(string visitor, Product product, bool cameFromSearch)
    {
        var trail = _trails.GetOrAdd(visitor, _ => new Trail(time.GetTimestamp(), cameFromSearch));
        lock (trail)
        {
            var dearest = trail.Pages > 0 ? trail.Dearest : (double?)null;
            trail.Pages++;
            trail.Dearest = Math.Max(trail.Dearest, (double)product.Price);
            return new Visit(
                trail.Pages, time.GetElapsedTime(trail.Arrived).TotalMinutes, trail.CameFromSearch, product.Category, product.Price, dearest);
        }
    }

    public void Forget(string visitor) => _trails.TryRemove(visitor, out _);

    private sealed class Trail(long arrived, bool cameFromSearch)
    {
        public long Arrived => arrived;

        public bool CameFromSearch => cameFromSearch;

        public int Pages { get; set; }

        public double Dearest { get; set; }
    }
}
